"""The robustness bench: slips planted in lists, and how many false alerts they would cause; real events, and how many would be lost."""
