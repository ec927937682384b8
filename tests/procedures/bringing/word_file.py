"""Word files made by hand, so that a test says what is in them."""

import io
import zipfile
from xml.sax.saxutils import escape

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
NUMBERING = f"""<w:numbering {W}>
<w:abstractNum w:abstractNumId="1">
{"".join(f'<w:lvl w:ilvl="{n}"><w:numFmt w:val="decimal"/><w:lvlText w:val="%{n + 1}."/><w:pPr><w:ind w:left="{720 * (n + 1)}"/></w:pPr></w:lvl>' for n in range(4))}
</w:abstractNum>
<w:abstractNum w:abstractNumId="2">
{"".join(f'<w:lvl w:ilvl="{n}"><w:numFmt w:val="bullet"/><w:lvlText w:val=" "/><w:pPr><w:ind w:left="{720 * (n + 1)}"/></w:pPr></w:lvl>' for n in range(4))}
</w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="2"/></w:num>
</w:numbering>"""
STYLES = f"""<w:styles {W}>
<w:style w:styleId="Heading1"><w:name w:val="heading 1"/></w:style>
<w:style w:styleId="Kop2"><w:name w:val="Kop 2"/><w:basedOn w:val="Heading2"/></w:style>
<w:style w:styleId="Heading2"><w:name w:val="heading 2"/></w:style>
<w:style w:styleId="ListNumber"><w:name w:val="List Number"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
<w:style w:styleId="Quote"><w:name w:val="Quote"/></w:style>
</w:styles>"""


def run(text: str, bold: bool = False) -> str:
    return f'<w:r>{"<w:rPr><w:b/></w:rPr>" if bold else ""}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def p(text: str, *, style: str = "", level: int | None = None, of: int = 1, indent: int = 0, raw: str = "") -> str:
    parts = f'<w:pStyle w:val="{style}"/>' if style else ""
    parts += f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{of}"/></w:numPr>' if level is not None else ""
    parts += f'<w:ind w:left="{indent}"/>' if indent else ""
    return f"<w:p><w:pPr>{parts}</w:pPr>{raw or run(text)}</w:p>"


def table(*rows: tuple[str, ...]) -> str:
    made = "".join(f"<w:tr>{''.join(f'<w:tc>{p(cell)}</w:tc>' for cell in row)}</w:tr>" for row in rows)
    return f"<w:tbl>{made}</w:tbl>"


def word(*body: str, document: bytes | None = None, extra: dict[str, bytes] | None = None) -> bytes:
    out = io.BytesIO()
    made = document or f"<w:document {W}><w:body>{''.join(body)}</w:body></w:document>".encode()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("word/document.xml", made)
        file.writestr("word/numbering.xml", NUMBERING)
        file.writestr("word/styles.xml", STYLES)
        for name, content in (extra or {}).items():
            file.writestr(name, content)
    return out.getvalue()
