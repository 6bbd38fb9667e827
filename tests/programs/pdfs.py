"""PDFs for tests, made here and harmless."""

from io import BytesIO

from pikepdf import Dictionary, Name, ObjectStreamMode, Pdf, StreamDecodeLevel


def pdf(*changes, encryption=None):
    """A PDF of one page with a word on it, after these changes."""
    written = BytesIO()
    with Pdf.new() as made:
        page = made.add_blank_page()
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        page.Resources = Dictionary(Font=Dictionary(A=made.make_indirect(font)))
        page.Contents = made.make_stream(b"BT /A 24 Tf 72 72 Td (stoplicht) Tj ET")
        for change in changes:
            change(made)
        made.save(written, encryption=encryption or False)
    return written.getvalue()


def words_of(data):
    """What is drawn on its pages."""
    with Pdf.open(BytesIO(data)) as opened:
        return [page.Contents.read_bytes() for page in opened.pages]


def unpacked(data):
    """Its bytes with every object and stream readable."""
    written = BytesIO()
    with Pdf.open(BytesIO(data)) as opened:
        opened.save(written, object_stream_mode=ObjectStreamMode.disable, stream_decode_level=StreamDecodeLevel.all)
    return written.getvalue()
