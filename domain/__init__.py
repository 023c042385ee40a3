"""The decisions: what an agreement is, what changed, what may be believed, who wants to hear.

Pure values and functions only. No input or output, clock, environment, logging or framework is imported here.
"""
