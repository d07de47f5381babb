"""Every address of the house: the one place that knows all wings."""

from django.urls import URLPattern, URLResolver, path, re_path
from ninja.openapi.docs import Swagger

from shangyou.core import health, web
from shangyou.core.http import api
from shangyou.project.wiring import wire

wire(api)


def docs(request):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    return Swagger().render_page(request, api)


urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("api/docs", docs),
    path("api/v1/", api.urls),
    re_path(r"^api/", web.no_such_api),
    re_path(r"^(?!static/).*$", web.page),
]
