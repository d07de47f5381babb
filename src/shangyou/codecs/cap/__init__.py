"""Common Alerting Protocol 1.2 (OASIS, 2010): warnings as XML, both ways, without sockets."""

from shangyou.codecs.cap.alert import Alert, Area, Info, Malformed, Parameter, Reference, Resource
from shangyou.codecs.cap.reading import decode
from shangyou.codecs.cap.writing import encode

__all__ = [
    "Alert",
    "Area",
    "Info",
    "Malformed",
    "Parameter",
    "Reference",
    "Resource",
    "decode",
    "encode",
]
