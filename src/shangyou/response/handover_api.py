"""The API of hand-overs: the incident in one file."""

from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from shangyou.core.http import Forbidden, require
from shangyou.core.rights import allowed
from shangyou.response import incidents
from shangyou.response.handover import bundle

router = Router(tags=["handover"])


@router.post("/incidents/{pk}/handover")
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the hand-over of an incident; the log says who took it."""
    user = require(request, "report.download")
    found = incidents.visible(user, pk)
    if not allowed(user, "report.download", region=found.district_code):
        raise Forbidden
    answer = HttpResponse(
        bundle.make(found, user=user, now=timezone.now()), content_type="application/zip"
    )
    name = quote(f"{found.number}移交包.zip")
    answer["Content-Disposition"] = (
        f"attachment; filename=\"{found.number}-handover.zip\"; filename*=UTF-8''{name}"
    )
    return answer
