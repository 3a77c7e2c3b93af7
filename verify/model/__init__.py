"""The model under study: instances, losses, data, step sizes and descent."""
