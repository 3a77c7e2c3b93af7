"""Ways to gain evidence: identities, sampling, adversarial search, witnesses, root enclosures."""
