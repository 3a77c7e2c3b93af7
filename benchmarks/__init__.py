"""Time and memory: against budgets (`budgets.py`), and against what a reader would write."""
