"""What a photograph says about itself, and the same photograph saying nothing.

Read: XMP (ISO 16684-1), IPTC-IIM 4.2 in a JPEG's APP13, EXIF 2.32, in this order of trust, as the IPTC Photo Metadata
Standard 2023.1 maps them. Write: pixels and the colour profile alone; the way up is applied to the pixels first. A
file is taken for what its bytes are, never for its name; SVG and everything that is not a known raster is refused.
"""

import re
from dataclasses import dataclass, fields
from io import BytesIO
from typing import Literal, NamedTuple

from lxml import etree
from PIL import ExifTags, Image, ImageFile, ImageOps, IptcImagePlugin, JpegImagePlugin, UnidentifiedImageError

from beetroot.lib.errors import BeetrootError

#: Bytes of an upload, and pixels of a picture: four times the largest usual camera stays far below a bomb.
MOST_BYTES = 40_000_000
MOST_PIXELS = 100_000_000
_MOST_XMP = 1_000_000
_MOST_CHARACTERS = 5_000
_FORMATS = ("JPEG", "PNG", "WEBP")  # a phone's multi-picture file opens as JPEG

_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_PHOTOSHOP = "{http://ns.adobe.com/photoshop/1.0/}"
_IPTC = "{http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/}"
_XMP = {
    "caption": (_DC + "description",),
    "credit": (_PHOTOSHOP + "Credit", _DC + "creator", _PHOTOSHOP + "Source"),
    "taken": (_PHOTOSHOP + "DateCreated", "{http://ns.adobe.com/exif/1.0/}DateTimeOriginal"),
    "rights": (_DC + "rights", "{http://ns.adobe.com/xap/1.0/rights/}UsageTerms"),
    "alt": (_IPTC + "AltTextAccessibility",),
}
# IIM record 2 data sets: 120 caption, 110 credit, 80 by-line, 115 source, 55 date created, 116 copyright notice.
_IIM = {"caption": (120,), "credit": (110, 80, 115), "taken": (55,), "rights": (116,)}
_EXIF = {
    "caption": (ExifTags.Base.ImageDescription,),
    "credit": (ExifTags.Base.Artist,),
    "taken": (ExifTags.Base.DateTimeOriginal, ExifTags.Base.DateTime),
    "rights": (ExifTags.Base.Copyright,),
}
_DAY = re.compile(r"\s*(\d{4})[-:]?(\d{2})?[-:]?(\d{2})?")


class PhotoError(BeetrootError):
    """The file cannot be used as a photo; send a JPEG, PNG or WebP picture."""


class NotAPhoto(PhotoError):
    """The bytes are no JPEG, PNG, WebP or HEIC picture, whatever the name says; save the picture as a JPEG."""


class PhotoTooLarge(PhotoError):
    """The picture has more bytes or pixels than a newsroom needs; make it smaller and try again."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What was written into the file. `taken` is an EDTF day, month or year; an empty string where nothing is said."""

    caption: str = ""
    credit: str = ""
    taken: str = ""
    rights: str = ""
    alt: str = ""


class CleanPhoto(NamedTuple):
    """A photo without metadata: bytes of a JPEG or PNG (`suffix` with its dot), pixels, and what the file had said."""

    content: bytes
    suffix: Literal[".jpg", ".png"]
    width: int
    height: int
    metadata: Metadata


def strip(content: bytes) -> CleanPhoto:
    """The upright picture with its colour profile and nothing else. WebP and HEIC become JPEG or PNG: mail needs it.

    Raises NotAPhoto or PhotoTooLarge. Only the first frame of an animation is kept.
    """
    image = _open(content)
    metadata = _read(image)
    try:
        clean, suffix = _encode(image)
    except (OSError, SyntaxError, ValueError) as error:  # Pillow's words for a picture that is cut off or broken
        raise NotAPhoto("The picture is damaged. Save it again as a JPEG and upload that.") from error
    with Image.open(BytesIO(clean)) as written:
        return CleanPhoto(clean, suffix, *written.size, metadata=metadata)


def read(content: bytes) -> Metadata:
    """What the file says about itself. Raises NotAPhoto or PhotoTooLarge."""
    return _read(_open(content))


def _open(content: bytes) -> ImageFile.ImageFile:
    if len(content) > MOST_BYTES:
        raise PhotoTooLarge(f"The file is larger than {MOST_BYTES // 1_000_000} MB. Make the picture smaller.")
    try:
        image = Image.open(BytesIO(content), formats=_formats())
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PhotoTooLarge("The picture has too many pixels. Make it smaller.") from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise NotAPhoto("This is no JPEG, PNG, WebP or HEIC picture. Save it as a JPEG and upload that.") from error
    if image.width * image.height > MOST_PIXELS:
        raise PhotoTooLarge(f"The picture has more than {MOST_PIXELS // 1_000_000} million pixels. Make it smaller.")
    return image


def _formats() -> tuple[str, ...]:
    """HEIC is read where its plug-in is registered with Pillow."""
    Image.preinit()
    return (*_FORMATS, "HEIF") if "HEIF" in Image.OPEN else _FORMATS


def _encode(image: Image.Image) -> tuple[bytes, Literal[".jpg", ".png"]]:
    profile = image.info.get("icc_profile")
    upright = image.getexif().get(ExifTags.Base.Orientation, 1) == 1
    as_it_is = isinstance(image, JpegImagePlugin.JpegImageFile) and image.format == "JPEG" and upright
    image.load()
    turned = image if as_it_is else ImageOps.exif_transpose(image)
    transparent = turned.has_transparency_data
    # Pillow writes comments, XMP and text chunks again that it finds in `info`.
    turned.info = {key: turned.info[key] for key in ("transparency",) if key in turned.info}
    out = BytesIO()
    if image.format == "PNG" or transparent:
        turned.save(out, "PNG", optimize=True, icc_profile=profile)
        return out.getvalue(), ".png"
    if as_it_is:
        turned.save(out, "JPEG", quality="keep", icc_profile=profile)
    else:
        same = turned if turned.mode in {"RGB", "L", "CMYK"} else turned.convert("RGB")
        same.save(out, "JPEG", quality=93, optimize=True, icc_profile=profile)
    return out.getvalue(), ".jpg"


def _read(image: ImageFile.ImageFile) -> Metadata:
    voices = (_from_xmp(image), _from_iim(image), _from_exif(image))
    found = {
        field.name: next((voice[field.name] for voice in voices if voice.get(field.name)), "")
        for field in fields(Metadata)
    }
    return Metadata(**{**found, "taken": _day(found["taken"])})


def _from_xmp(image: Image.Image) -> dict[str, str]:
    packet = image.info.get("xmp") or image.info.get("XML:com.adobe.xmp") or b""
    raw = packet.encode() if isinstance(packet, str) else bytes(packet)
    if not raw or len(raw) > _MOST_XMP:
        return {}
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(raw.strip(b"\x00 \r\n\t"), parser)
    except etree.XMLSyntaxError:
        return {}
    return {name: _first(_xmp_value(root, key) for key in keys) for name, keys in _XMP.items()}


def _xmp_value(root: etree._Element, key: str) -> str:
    """A property is an attribute of rdf:Description, an element, or an rdf:Alt/Seq/Bag of them (ISO 16684-1 7)."""
    for description in root.iter(_RDF + "Description"):
        if key in description.attrib:
            return _tidy(description.attrib[key])
    element = next(root.iter(key), None)
    if element is None:
        return ""
    items = [_tidy(item.text) for item in element.iter(_RDF + "li")]
    return ", ".join(filter(None, items[:1] if element.find(_RDF + "Alt") is not None else items)) or _tidy(
        element.text
    )


def _from_iim(image: ImageFile.ImageFile) -> dict[str, str]:
    try:
        data = IptcImagePlugin.getiptcinfo(image) or {}
    except (OSError, SyntaxError, ValueError, IndexError, KeyError):
        return {}  # a broken block says nothing; the picture itself may be fine
    return {name: _first(_iim_value(data.get((2, number))) for number in numbers) for name, numbers in _IIM.items()}


def _iim_value(value: bytes | list[bytes] | None) -> str:
    parts = value if isinstance(value, list) else [value or b""]
    return _tidy(", ".join(filter(None, map(_decoded, parts))))


def _decoded(raw: bytes) -> str:
    """IIM names its character set in 1:90, which few programs write: UTF-8 if it fits, else Windows."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def _from_exif(image: Image.Image) -> dict[str, str]:
    try:
        exif = image.getexif()
        data = {**exif, **exif.get_ifd(ExifTags.IFD.Exif)}
    except (OSError, SyntaxError, ValueError, KeyError):
        return {}
    return {name: _first(_exif_value(data.get(tag)) for tag in tags) for name, tags in _EXIF.items()}


def _exif_value(value: object) -> str:
    return _tidy(_decoded(value) if isinstance(value, bytes) else str(value or ""))


def _first(values: object) -> str:
    return next(filter(None, values), "")  # type: ignore[call-overload]


def _tidy(text: str | None) -> str:
    cleaned = re.sub(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]+", " ", text or "")
    return re.sub(r" {2,}", " ", cleaned).strip()[:_MOST_CHARACTERS]


def _day(written: str) -> str:
    """EDTF level 0 of `2020:11:15 10:00:00`, `20201115`, `2020-11-15T10:00+03:00`; zeros mean not known."""
    match = _DAY.match(written)
    if not match or match[1] == "0000":
        return ""
    year, month, day = match.groups()
    if not month or not 1 <= int(month) <= 12:
        return year
    if not day or not 1 <= int(day) <= 31:
        return f"{year}-{month}"
    return f"{year}-{month}-{day}"
