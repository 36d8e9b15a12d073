"""The command line: results on standard output, complaints on standard error, and an exit status that tells the truth.

Heavy imports stay inside the commands, so that --help is instant.
"""

import sys
from pathlib import Path

import click

from api.texts import LANGUAGES, say


FORMATS = ("json", "jsonl", "csv", "table")
STDIN = "-"


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="mingxi", message="%(prog)s %(version)s")
@click.option("--lang", type=click.Choice(LANGUAGES), default="zh", envvar="MINGXI_LANG", help="提示语言 / language of messages.")
@click.pass_context
def main(context: click.Context, lang: str) -> None:
    """明细：把部门预算、决算公开文本变成可以核对的明细行。

    Turn Chinese budget and final-account disclosures into rows that point back at their text.
    """
    context.obj = lang


@main.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="每个文件写一个 NAME.json 到此目录 / one file an input.")
@click.option("--format", "form", type=click.Choice(FORMATS), help="输出格式，默认 json；多个文件默认 jsonl / output format.")
@click.option("--text", is_flag=True, help="附上全文与版面块 / include the text and its blocks.")
@click.option("--model", default="none", show_default=True, help="模型名称，none 为仅用规则 / model name, none for rules alone.")
@click.pass_obj
def extract(lang: str, paths: tuple[str, ...], out: Path | None, form: str | None, text: bool, model: str) -> None:
    """提取文件、文件夹或标准输入（-）中的明细；有文件不能读时退出状态为 1，其余照常完成。

    Extract files, folders or standard input (-). Exit status 1 if any file could not be read; the others are still done.
    """
    from api.batch import Batch, inputs_of
    from api.printing import Printer

    inputs, problems = inputs_of(paths)
    printer = Printer(out, form or ("json" if len(inputs) == 1 or out else "jsonl"), text=text)
    batch = Batch(inputs, problems, model=model, lang=lang)
    for source, record in batch.run():
        printer.write(source, record)
    printer.close()
    sys.exit(batch.report())


@main.command()
@click.argument("path", metavar="FILE")
@click.option("--model", default="none", show_default=True, help="模型名称 / model name.")
@click.pass_obj
def show(lang: str, path: str, model: str) -> None:
    """给人看：一个文件的章节、明细和核对结果。

    Print the sections, rows and checks of one file for a person.
    """
    from api.batch import Batch, inputs_of
    from api.showing import show_record

    inputs, problems = inputs_of((path,))
    batch = Batch(inputs, problems, model=model, lang=lang)
    for _, record in batch.run():
        show_record(record, lang)
    sys.exit(batch.report())


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="监听地址 / address.")
@click.option("--port", default=8000, show_default=True, help="端口 / port.")
@click.option("--model", default="none", show_default=True, help="模型名称 / model name.")
@click.pass_obj
def serve(lang: str, host: str, port: int, model: str) -> None:
    """启动 HTTP 服务。

    Start the HTTP service.
    """
    import uvicorn

    from api.app import create_app
    from extractor.pipeline import load

    click.echo(say("serving", lang, address=f"http://{host}:{port}"), err=True)
    uvicorn.run(create_app(load(model=model)), host=host, port=port, log_level="info")


if __name__ == "__main__":
    main()
