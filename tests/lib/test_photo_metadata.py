"""What a photograph says is read once and then said by nobody."""

from io import BytesIO
from typing import Any
from zlib import crc32

import pytest
from PIL import Image, PngImagePlugin

from beetroot.lib.photo_metadata import Metadata, NotAPhoto, PhotoTooLarge, read, strip
from tests.stories.pictures import XMP, app13, iim, jpeg, profile, telling_jpeg

TELLTALES = [b"Exif", b"GPS", b"ns.adobe", b"xpacket", b"8BIM", b"Photoshop", b"Telltale", b"4711", b"Ferri", b"ferry"]


def opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


def test_xmp_iptc_and_exif_are_read_in_this_order_of_trust():
    assert read(telling_jpeg()) == Metadata(
        caption="The ferry at Ruda, out of use",
        credit="Ина Ферри / Agency",
        taken="2021-06-03",
        rights="One use",
        alt="A rusty ferry",
    )


def test_without_xmp_the_agencys_own_block_speaks():
    said = read(telling_jpeg(xmp=""))
    assert (said.caption, said.rights) == ("Other words", "Agency 2021")


@pytest.mark.parametrize("orientation", [1, 3, 6])
def test_nothing_of_it_is_left_in_the_stripped_file(orientation):
    original = telling_jpeg(orientation=orientation)
    assert any(word in original for word in TELLTALES)
    stripped = strip(original).content
    assert [word for word in TELLTALES if word in stripped] == []
    assert dict(opened(stripped).getexif()) == {}
    assert opened(stripped).info["icc_profile"] == profile()


def test_a_picture_lying_on_its_side_is_stood_up():
    clean = strip(telling_jpeg(orientation=6))
    assert (clean.width, clean.height) == (40, 60)
    pixel = opened(clean.content).convert("RGB").getpixel((35, 30))
    assert isinstance(pixel, tuple)
    assert pixel[0] > 200 > pixel[2]


def saved(kind: str, mode: str) -> bytes:
    """A picture with XMP in the way that its format keeps it."""
    out = BytesIO()
    colour = (255, 0, 0, 90) if mode == "RGBA" else (255, 0, 0)
    chunk = PngImagePlugin.PngInfo()
    chunk.add_itxt("XML:com.adobe.xmp", XMP)
    said: dict[str, Any] = {"pnginfo": chunk} if kind == "PNG" else {"xmp": XMP.encode()}
    Image.new(mode, (60, 40), colour).save(out, kind, **said)
    return out.getvalue()


@pytest.mark.parametrize(
    ("kind", "mode", "suffix"), [("PNG", "RGB", ".png"), ("WEBP", "RGB", ".jpg"), ("WEBP", "RGBA", ".png")]
)
def test_png_and_webp_lose_their_metadata_too_and_become_what_mail_clients_show(kind, mode, suffix):
    clean = strip(saved(kind, mode))
    assert clean.suffix == suffix
    assert clean.metadata.caption == "The ferry at Ruda, out of use"
    assert b"ferry" not in clean.content


@pytest.mark.parametrize(
    ("written", "taken"), [(b"20201115", "2020-11-15"), (b"20201100", "2020-11"), (b"20200000", "2020"), (b"soon", "")]
)
def test_an_incomplete_date_stays_incomplete(written, taken):
    plain = jpeg()
    assert read(plain[:2] + app13(iim(55, written)) + plain[2:]).taken == taken


@pytest.mark.parametrize(
    "content",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"GIF89a" + b"\x00" * 40,
        b"%PDF-1.7",
        b"",
        jpeg()[:300],
    ],
    ids=["svg", "gif", "pdf", "nothing", "cut off"],
)
def test_what_is_no_photo_is_refused(content):
    with pytest.raises(NotAPhoto):
        strip(content)


def test_a_small_file_with_too_many_pixels_is_refused_before_it_is_unpacked():
    size = b"IHDR" + (20_000).to_bytes(4, "big") * 2 + b"\x01\x00\x00\x00\x00"
    bomb = (
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\r"
        + size
        + crc32(size).to_bytes(4, "big")
        + b"\x00\x00\x00\x00IDAT"
        + b"\x00" * 4
    )
    with pytest.raises(PhotoTooLarge):
        strip(bomb)


def test_metadata_that_reaches_for_files_or_grows_says_nothing():
    entity = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
    hostile = entity + XMP.split("?>", 1)[1].replace("The ferry at Ruda", "&a; seen")
    assert "/" not in read(telling_jpeg(xmp=hostile)).caption
    assert "\n" not in read(telling_jpeg(xmp=hostile)).caption
