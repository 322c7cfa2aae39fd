"""The record as data: files for other programs and a read-only JSON API. All of it public, all of it confirmed."""

import json
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from beetroot.public import openapi as description
from beetroot.record import rendering
from beetroot.stories.models import StoryPage

#: File name → format of the record's export, media type.
FILES = {
    "timelinejs.json": ("timelinejs", "application/json"),
    "ftm.jsonl": ("ftm", "application/jsonl"),
    "schema-org.jsonl": ("jsonld", "application/jsonl"),
    "facts.csv": ("csv", "text/csv; charset=utf-8"),
    "annotations.json": ("annotations", 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"'),
}
_DRAWN = ("graph", "strip", "chart")


@require_safe
def download(request: HttpRequest, slug: str, name: str) -> StreamingHttpResponse:
    """One situation in one format, a line at a time."""
    form, media_type = FILES.get(name, ("", ""))
    if not form:
        raise Http404
    try:
        lines = rendering.export(form, slug)
    except rendering.UnknownSituation:
        raise Http404 from None
    answer = StreamingHttpResponse((f"{line}\n" for line in lines), content_type=media_type)
    answer["Content-Disposition"] = f'attachment; filename="{slug}-{name}"'
    return answer


@require_safe
def explained(request: HttpRequest) -> HttpResponse:
    """What there is to read and how."""
    return render(request, "public/api.html", {"files": FILES, "paths": description.document()["paths"]})


@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """OpenAPI 3.1."""
    return _json(description.document())


@require_safe
def situations(request: HttpRequest) -> HttpResponse:
    """All public situations."""
    return _json([asdict(line) for line in rendering.public_situations()])


@require_safe
def one_situation(request: HttpRequest, slug: str) -> HttpResponse:
    """What the situation's page is made of, drawings left out."""
    view = rendering.situation(slug)
    if view is None:
        raise Http404
    return _json(_plain(view.as_dict()))


@require_safe
def facts(request: HttpRequest, slug: str, kind: str, page: int) -> HttpResponse:
    """All facts of a kind, page by page; `following` names the next page."""
    found = rendering.listing(slug, kind, page)
    if found is None:
        raise Http404
    return _json(found.as_dict())


@require_safe
def roots(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What a published story rests on."""
    if not StoryPage.objects.live().public().filter(uuid=uuid).exists():
        raise Http404
    return _json(_plain(rendering.roots(uuid).as_dict()))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items() if name not in _DRAWN}
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value


def _json(value: Any) -> HttpResponse:
    text = json.dumps(value, ensure_ascii=False)
    # Anybody may read it from anywhere: it is public, and no cookie changes it.
    return HttpResponse(text, content_type="application/json", headers={"Access-Control-Allow-Origin": "*"})
