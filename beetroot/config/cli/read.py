"""`beetroot read`: what a text says, without a newsroom."""

import sys
from pathlib import Path

import click


@click.command()
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.option("--published", metavar="DATE", help="The day it was published, as 2022-11-04, if you know it.")
@click.option("--language", metavar="xx", help="Its language, as en or ru, if you know it.")
@click.option("--ask", metavar="URL", help="Also ask this language server (OpenAI's protocol) on your own machine.")
@click.option("--ask-model", metavar="NAME", default="default", help="The model it should use.")
@click.option("--ask-host", metavar="HOST", help="The one other machine that may be asked, over https.")
@click.option("--ask-key", metavar="KEY", envvar="BEETROOT_ASK_KEY", help="Its key; better in BEETROOT_ASK_KEY.")
def read(
    file: Path,
    as_json: bool,
    published: str | None,
    language: str | None,
    ask: str | None,
    ask_model: str,
    ask_host: str | None,
    ask_key: str | None,
) -> None:
    """Say what FILE (text, HTML, Markdown or Word; - for standard input) says: parts, quotations, dates, figures."""
    from beetroot.config.cli import print_json
    from beetroot.reading import ReadingError
    from beetroot.reading import read as read_text

    try:
        source = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise ReadingError(f"{file.name} cannot be opened: {error.strerror}.") from error
    reading = read_text(source, published=published, language=language)
    if ask:
        from beetroot.reading.asking import with_answers
        from beetroot.reading.server import Server

        reading = with_answers(reading, Server(ask, model=ask_model, host=ask_host, key=ask_key))
    if as_json:
        print_json(reading.as_dict())
        return
    from rich.console import Console

    from beetroot.reading.terminal import show

    show(reading, Console())
