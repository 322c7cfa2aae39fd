# ruff: noqa: E501 - XML stands on one line
"""Word files, written here from their XML: the least that a docx holds (ECMA-376)."""

import io
import zipfile

import pytest

from beetroot.reading import NotAStory, ReadingError, read

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TYPES = """<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>
</Types>"""
RELS = """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>
</Relationships>"""
NAMES = ("Title", "Subtitle", "heading 1", "Caption", "Quote")
STYLES = f"<w:styles {W}>" + "".join(
    f'<w:style w:type="paragraph" w:styleId="{name.replace(" ", "")}"><w:name w:val="{name}"/></w:style>'
    for name in NAMES
)
P1 = "The mill in Olmany was sold three times in the spring, and each time the buyer gave it back within a month."
P2 = "“It grinds at night,” said the last of them, Karel Dvor, who had paid 4,000 euros for it."


def paragraph(text: str, style: str | None = None) -> str:
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{properties}<w:r><w:t xml:space='preserve'>{text}</w:t></w:r></w:p>"


def word(*paragraphs: str, styles: bool = True, extra: dict[str, bytes] | None = None) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("_rels/.rels", RELS)
        archive.writestr("word/document.xml", f"<w:document {W}><w:body>{''.join(paragraphs)}</w:body></w:document>")
        if styles:
            archive.writestr("word/styles.xml", f"{STYLES}</w:styles>")
        for name, content in (extra or {}).items():
            archive.writestr(name, content)
    return out.getvalue()


def test_styles_of_a_word_file_say_what_its_paragraphs_are():
    reading = read(
        word(
            paragraph("The mill that nobody keeps", "Title"),
            paragraph("Three buyers, one spring and a sound in the night.", "Subtitle"),
            paragraph("By Ida Lund"),
            paragraph(P1),
            paragraph("A sound in the wheel", "heading1"),
            paragraph(P2),
            paragraph("The mill pond in April 2021. Photo: Ida Lund", "Caption"),
        )
    )
    assert (reading.headline, reading.byline) == ("The mill that nobody keeps", ("Ida Lund",))
    assert reading.lede == "Three buyers, one spring and a sound in the night."
    assert [(s.heading, s.paragraphs) for s in reading.sections] == [(None, (P1,)), ("A sound in the wheel", (P2,))]
    assert [(p.caption, p.credit) for p in reading.photos] == [("The mill pond in April 2021.", "Ida Lund")]
    assert reading.quotations[0].speaker == "Karel Dvor"


def test_a_word_file_typed_without_styles_is_read_like_plain_text():
    reading = read(
        word(
            paragraph("The mill that nobody keeps"),
            paragraph("By Ida Lund"),
            paragraph(P1),
            paragraph("A sound in the wheel"),
            paragraph(P2),
        )
    )
    assert (reading.headline, reading.byline, reading.lede) == ("The mill that nobody keeps", ("Ida Lund",), P1)
    assert [section.heading for section in reading.sections] == ["A sound in the wheel"]


def test_inserted_words_are_kept_and_deleted_ones_are_not():
    tracked = (
        "<w:p><w:r><w:t xml:space='preserve'>The mill was sold </w:t></w:r>"
        '<w:ins w:id="1" w:author="x"><w:r><w:t>twice</w:t></w:r></w:ins>'
        '<w:del w:id="2" w:author="x"><w:r><w:delText>once</w:delText></w:r></w:del>'
        "<w:r><w:t xml:space='preserve'> in the spring, and each time the buyer gave it back.</w:t></w:r></w:p>"
    )
    reading = read(word(paragraph("The mill that nobody keeps", "Title"), tracked, paragraph(P1)))
    assert "sold twice in the spring" in reading.text
    assert "once" not in reading.source_text


@pytest.mark.parametrize(
    "source",
    [
        word(paragraph(P1))[:300],
        word("<w:p><w:r><w:t>unclosed"),
        word(paragraph("x"), extra={"word/footnotes.xml": b"<" + b"a" * 11_000_000}),
        word(paragraph("")),
        b"PK\x03\x04" + b"\0" * 500,
        word(*["<w:tbl><w:tr><w:tc>"] * 400, paragraph(P1), *["</w:tc></w:tr></w:tbl>"] * 400),
    ],
    ids=["cut off", "no XML", "unpacks to more than a story", "empty", "no ZIP", "deep tables"],
)
def test_a_word_file_that_cannot_be_read_is_refused_in_words(source):
    with pytest.raises(ReadingError) as refused:
        read(source)
    assert str(refused.value)


def test_another_kind_of_zip_is_named():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("content.xml", "<a/>")
    with pytest.raises(NotAStory, match="ZIP"):
        read(out.getvalue())
