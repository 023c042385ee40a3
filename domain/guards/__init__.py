"""What may be believed: numbered rules, each a small pure function, and the verdict they come to.

A rule looks at a reading and says nothing, or one sentence. The transport and container rules (G1 to G8) are kept
where the bytes are: `scrapers` refuses what is no workbook at all; G19 (renamed, not left) is `domain.identity` itself
and G20 (gone and back) the `returned` and `retracted` changes of `domain.compare`. The numbers follow the table of
guards that the project started from, so that a rule keeps its number for life; the bounds are from fifteen months of
real lists.
"""

from domain.guards.comparison import judge_comparison
from domain.guards.reading import judge_reading, links_lost
from domain.guards.verdicts import Finding, LastGood, Verdict, worst

__all__ = ["Finding", "LastGood", "Verdict", "judge_comparison", "judge_reading", "links_lost", "worst"]
