"""Pictures made for the tests, with everything in them that cameras and agencies write."""

from io import BytesIO

from PIL import ExifTags, Image, ImageCms

XMP = """<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:Iptc4xmpCore="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"
  photoshop:DateCreated="2021-06-03T10:15:00+03:00">
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">The ferry at Ruda, out of use</rdf:li></rdf:Alt></dc:description>
<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">One use</rdf:li></rdf:Alt></dc:rights>
<Iptc4xmpCore:AltTextAccessibility><rdf:Alt><rdf:li>A rusty ferry</rdf:li></rdf:Alt></Iptc4xmpCore:AltTextAccessibility>
</rdf:Description></rdf:RDF></x:xmpmeta>"""


def iim(number: int, value: bytes) -> bytes:
    """One data set of IPTC-IIM record 2."""
    return b"\x1c\x02" + bytes([number]) + len(value).to_bytes(2, "big") + value


def app13(records: bytes) -> bytes:
    """A JPEG segment with IPTC data as Photoshop's image resource 0x0404."""
    resource = b"8BIM\x04\x04\x00\x00" + len(records).to_bytes(4, "big") + records + b"\x00" * (len(records) % 2)
    body = b"Photoshop 3.0\x00" + resource
    return b"\xff\xed" + (len(body) + 2).to_bytes(2, "big") + body


def profile() -> bytes:
    """An sRGB colour profile."""
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def picture(size: tuple[int, int] = (60, 40)) -> Image.Image:
    """Red above, blue below, so that the way up can be seen."""
    image = Image.new("RGB", size, "blue")
    image.paste("red", (0, 0, size[0], size[1] // 2))
    return image


def jpeg(size: tuple[int, int] = (60, 40)) -> bytes:
    """A JPEG that says nothing."""
    out = BytesIO()
    picture(size).save(out, "JPEG")
    return out.getvalue()


def telling_jpeg(*, orientation: int = 1, xmp: str = XMP) -> bytes:
    """A JPEG with place, maker, caption and credit in EXIF, IPTC and XMP, a comment and a colour profile."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.Make] = "Telltale Cameras"
    exif[ExifTags.Base.Copyright] = "All rights reserved"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (53.0, 54.0, 12.5)
    out = BytesIO()
    picture().save(out, "JPEG", exif=exif, xmp=xmp.encode(), icc_profile=profile(), comment=b"serial 4711")
    plain = out.getvalue()
    records = iim(120, b"Other words") + iim(110, "Ина Ферри / Agency".encode()) + iim(116, b"Agency 2021")
    return plain[:2] + app13(records) + plain[2:]
