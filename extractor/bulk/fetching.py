"""Documents by wire: one address in, its bytes out, or one error that says why not."""

import socket
from http.client import HTTPException
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from extractor.bulk.errors import UnreachableSource
from extractor.reading import Limits

SECONDS = 60
MOST_BYTES = Limits().max_bytes
AGENT = "mingxi (+archive reader)"  # some servers refuse a client without a name


def fetch(address: str) -> bytes:
    """What an http or https address gives: `fetch("https://example.org/决算.pdf")` -> b"%PDF-1.7…".

    Raises `UnreachableSource` for a refusal, silence of a minute, or more bytes than a document may have.
    """
    try:
        with urlopen(Request(address, headers={"User-Agent": AGENT}), timeout=SECONDS) as answer:
            data: bytes = answer.read(MOST_BYTES + 1)
    except HTTPError as error:
        error.close()  # it holds the answer
        raise UnreachableSource(address, f"服务器回答 {error.code}", f"the server answers {error.code}") from error
    except (URLError, HTTPException, OSError, ValueError) as error:
        reason = _reason(error)
        raise UnreachableSource(address, reason, reason) from error
    if len(data) > MOST_BYTES:
        raise UnreachableSource(address, f"超过 {MOST_BYTES} 字节", f"more than {MOST_BYTES} bytes")
    return data


def _reason(error: Exception) -> str:
    inner = error.reason if isinstance(error, URLError) else error
    return "timeout" if isinstance(inner, socket.timeout | TimeoutError) else str(inner)
