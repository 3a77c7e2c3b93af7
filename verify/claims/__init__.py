"""Claims, readings, verdicts, the catalogue, the run and the ledger."""
