"""Words the registers of this wing share."""

from shangyou.science.messages import Sentence

WING = "warning"
MONITORING = Sentence("监测站", "Monitoring")
