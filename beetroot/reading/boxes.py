"""Which elements of a web page are boxes beside the story: teasers, lists of other stories, sign-ups, comments.

trafilatura keeps what is written like prose wherever it stands, so a list of similar texts below a story passes for the
story. Boxes give themselves away in three ways: by their role (WAI-ARIA landmarks), by the names their authors gave
them, and by repetition: three or more siblings of one make that each lead to another page with a linked title.
"""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

# Landmarks that never hold a story: https://www.w3.org/TR/wai-aria-1.2/#landmark_roles
_ROLES = frozenset(("navigation", "complementary", "contentinfo", "search", "dialog", "alertdialog", "menu", "tablist"))
_EMBEDS = re.compile(
    r"twitter-(?:tweet|video)|instagram-media|tiktok-embed|fb-(?:post|video)|bluesky-embed|mastodon-embed"
    r"|telegram-post|reddit-embed|social-(?:media-)?embed|threads-embed|text-post-media|truthsocial-embed",
    re.I,
)
# Names are cut at signs and at capitals inside: "articleRelatedBox" says article, related, box.
_TOKEN = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_SINGLE = """newsletter newsletters subscribe subscription signup related recirc recirculation recommended
recommendations recommendation promo promos promobox teasers sidebar breadcrumb breadcrumbs cookie cookies consent gdpr
popup modal paywall regwall outbrain taboola zergnet revcontent advert advertisement adverts adsense dfp sponsored
sponsor mostread popular trending pagination pager share sharing sharer addtoany sharethis shares comments disqus
respond commentform toolbar donate donation membership crowdfunding offcanvas hamburger megamenu readmore seealso
readalso alsoread morefrom upnext readnext sharedaddy authorbox flyout abon mailchimp"""
_DOUBLE = """most-read most-popular also-read read-also see-also read-more read-next up-next more-from more-stories
more-news other-news other-stories latest-news latest-posts recent-posts recent-news top-stories author-bio author-box
about-author author-info author-profile author-card author-description social-share share-buttons social-links
social-icons follow-us tag-list post-tags tags-list article-tags entry-tags tags-links cat-links post-navigation
nav-links post-nav comment-form comment-list comment-respond sign-up log-in print-only similar-posts similar-articles
similar-news call-to cta-box ad-container ad-wrapper ad-slot latest-box event-promo read-too news-list posts-list
support-box support-us support-block support-banner support-card read-in
articles-list stories-list post-list story-list mc-embed mail-form email-form subscribe-form post-author-box"""
_WORDS = frozenset(_SINGLE.split())
_PAIRS = frozenset(tuple(pair.split("-")) for pair in _DOUBLE.split() if pair.count("-") == 1)
_CONTAINERS = frozenset(("div", "section", "aside", "ul", "ol", "nav", "table", "form", "dl", "footer", "details", "p"))
_REPEATED = frozenset(("article", "div", "li", "tr", "td", "section", "a"))
_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
# A box holds less of the page's running text than this; a wrapper named after what it has beside it holds more.
_MOST_SHARE = 0.3
_TITLE_WORDS = 4
_ITEM_WORDS = 90
_POST_WORDS = 250
_SILENT = frozenset(("script", "style", "noscript", "template", "svg"))


def is_embed(names: str) -> bool:
    """Whether class names are those of a post from elsewhere that the story shows."""
    return bool(_EMBEDS.search(names))


def find_boxes(tree: Any, title: Any) -> set[Any]:
    """The outermost elements that are boxes; never one that holds `title` (an element or None) or much of the text."""
    words = _Words(tree)
    most = max(40.0, words.unlinked.get(tree, 0) * _MOST_SHARE)
    keep = {title, *title.iterancestors()} if title is not None else set()
    found: set[Any] = set()
    stack = [tree]
    while stack:
        element = stack.pop()
        if element in found or not isinstance(element.tag, str):
            continue
        if element not in keep and _is_named(element) and words.unlinked.get(element, 0) <= most:
            found.add(element)
            continue
        found.update(item for item in _repeated(element, words) if item not in keep)
        stack.extend(element)
    return found


class _Words:
    """How many words each element holds, in all and outside links; scripts left out."""

    def __init__(self, tree: Any) -> None:
        self.total: dict[Any, int] = {}
        self.unlinked: dict[Any, int] = {}
        # Children before their parents: one pass over the page, however deep it nests.
        for element in reversed(list(tree.iter())):
            self._count(element)

    def _count(self, element: Any) -> None:
        if not isinstance(element.tag, str) or element.tag in _SILENT:
            self.total[element] = self.unlinked[element] = 0
            return
        own = len((element.text or "").split()) + sum(len((child.tail or "").split()) for child in element)
        self.total[element] = own + sum(self.total[child] for child in element)
        self.unlinked[element] = 0 if element.tag == "a" else own + sum(self.unlinked[child] for child in element)


def _is_named(element: Any) -> bool:
    if element.get("role") in _ROLES:
        return True
    if element.tag not in _CONTAINERS:
        return False
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    if len(names) > 600 or is_embed(names):
        return False
    return any(_says_box(name) for name in names.split())


def _says_box(name: str) -> bool:
    tokens = [token.lower() for token in _TOKEN.findall(name)]
    if not _WORDS.isdisjoint(tokens):
        # "no-sidebar", "has-share": what the element does without, or holds besides.
        return tokens[0] not in ("no", "has", "with", "without", "hide", "is", "type", "status", "category", "tag")
    return any(pair in _PAIRS for pair in pairwise(tokens))


def _repeated(parent: Any, words: _Words) -> Iterator[Any]:
    """Children of one make, three or more, that each lead to another page with a linked title."""
    if len(parent) < 3:
        return
    children = [child for child in parent if child.tag in _REPEATED]
    makes = Counter(_make(child) for child in children)
    for make, times in makes.items():
        items = [child for child in children if _make(child) == make] if times >= 3 else []
        if items and sum(_is_teaser(item, words) for item in items) * 4 >= len(items) * 3:
            yield from items


def _make(element: Any) -> tuple[str, str]:
    names = (element.get("class") or "").split()
    return element.tag, names[0] if names else ""


def _is_teaser(item: Any, words: _Words) -> bool:
    """Little text, with a link whose words are a title: in a heading, beside a picture or nearly all there is."""
    count = words.total[item]
    if not _TITLE_WORDS <= count <= (_POST_WORDS if item.tag == "article" else _ITEM_WORDS):
        return False
    links = [item] if item.tag == "a" else [link for link in item.iter("a") if _leads_away(link)]
    if item.tag == "article":
        return bool(links)
    longest = max((words.total[link] for link in links), default=0)
    if longest < _TITLE_WORDS:
        return False
    pictured = next(item.iter("img", "picture"), None) is not None
    headed = any(next(heading.iter("a"), None) is not None for heading in item.iter(*_HEADINGS))
    return pictured or headed or longest >= count * 0.6


def _leads_away(link: Any) -> bool:
    target = link.get("href") or ""
    return bool(target) and not target.startswith(("#", "javascript:", "mailto:", "tel:", "whatsapp:"))
