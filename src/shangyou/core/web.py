"""The page: the built screens, or a plain word where they are not built."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from shangyou.core.http import refusal
from shangyou.science.messages import Sentence

_NOT_BUILT = """<!doctype html><html lang="zh"><meta charset="utf-8"><title>上游 Shangyou</title>
<p>服务器已启动，但界面还没有构建：请运行 <code>make run</code>，或在 web 目录运行 <code>npm run build</code>。</p>
<p lang="en">The server is running but its screens are not built: run <code>make run</code>.</p>
<p><a href="/api/docs">/api/docs</a> · <a href="/readyz">/readyz</a></p></html>"""


def page(request: HttpRequest) -> HttpResponse:
    """Give the one page from which the screens find their own way."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponse(status=405)
    index = settings.WEB / "index.html"
    if "." in request.path.rsplit("/", 1)[-1]:
        return HttpResponse("404", status=404, content_type="text/plain")
    if not index.is_file():
        return HttpResponse(_NOT_BUILT, status=503)
    answer = HttpResponse(index.read_bytes())
    answer["Cache-Control"] = "no-cache"
    return answer


def no_such_api(request: HttpRequest) -> HttpResponse:
    """Refuse an unknown API address in the shape of every refusal."""
    return refusal(
        request, 404, Sentence("没有这个接口地址。", "There is no such address in the API.")
    )
