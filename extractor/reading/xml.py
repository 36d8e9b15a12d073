"""XML from strangers: no document type, no entities, no network."""

from lxml import etree

from extractor.errors import DamagedDocument, TooLarge
from extractor.reading.limits import Limits

DOCTYPE = b"<!DOCTYPE"
DOCTYPES = (DOCTYPE, DOCTYPE.decode().encode("utf-16-le"), DOCTYPE.decode().encode("utf-16-be"))
Element = etree._Element


def parse_xml(data: bytes, *, name: str, format: str, part: str, limits: Limits) -> Element:
    """Parse one part of a container: b"<w:p/>" -> its element.

    Anything with a document type is refused as `DamagedDocument`, since Office never writes one; so is what nests
    deeper than 256 elements. `TooLarge` for a part of more than `max_tags` tags, which would cost memory many times its
    size.
    """
    if any(doctype in data for doctype in DOCTYPES):
        raise DamagedDocument(name, format, f"{part} 含有 DOCTYPE")
    if (tags := data.count(b"<")) > limits.max_tags:
        raise TooLarge(name, "标签数", tags, limits.max_tags)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise DamagedDocument(name, format, f"{part}：{str(error)[:100]}") from error
    if root.getroottree().docinfo.internalDTD is not None:  # in an encoding that hid it above
        raise DamagedDocument(name, format, f"{part} 含有 DOCTYPE")
    return root
