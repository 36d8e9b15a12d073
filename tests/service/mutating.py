"""Documents as no program wrote them."""


def mutated(data, dice):
    """A document as no program wrote it: bits turned, parts cut out, doubled, filled with noise."""
    body = bytearray(data)
    for _ in range(dice.randint(1, 8)):
        at = dice.randrange(max(1, len(body)))
        match dice.randrange(5):
            case 0:
                body[at : at + 1] = bytes([dice.randrange(256)])
            case 1:
                del body[at : at + dice.randrange(1, 200)]
            case 2:
                body[at:at] = dice.randbytes(dice.randrange(1, 50))
            case 3:
                body[at:at] = body[at : at + dice.randrange(1, 200)]
            case _:
                body[at:at] = dice.choice(
                    [b"\x00", b"\xff\xfe", "\ud800".encode("utf-8", "surrogatepass"), b"%PDF-", b"PK\x03\x04"]
                )
    return bytes(body)
