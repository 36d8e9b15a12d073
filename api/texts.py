"""What people see, Chinese first and English on request: each row is a key, its Chinese, its English."""

from extractor.language import LANGUAGES, VALUES, Rows, one_line, pick, printable, word

__all__ = [
    "HELP",
    "LANGUAGES",
    "SYSTEM",
    "TEXTS",
    "VALUES",
    "Rows",
    "one_line",
    "pick",
    "printable",
    "say",
    "word",
]


HELP: Rows = {
    "mingxi": (
        "明细：把部门预算、决算公开文本变成可以核对的明细行。\n\n\b\n设 MINGXI_DEBUG=1 时，程序错误附完整的调用栈。",
        "Turns Chinese budget and final-account disclosures into rows that can be checked.\n\n"
        "\b\nWith MINGXI_DEBUG=1 internal errors show their traceback.",
    ),
    "extract": (
        "\b\n提取文件、文件夹、压缩包或标准输入（-）中的明细。\n"
        "可处理 txt、html、doc、docx、wps、rtf、PDF、xls、xlsx、图片，\n"
        "或 zip、7z、rar 压缩包，其中每个文件各成一份。\n"
        "结果写到标准输出，问题写到标准错误。有文件不能读时，其余照常完成，\n"
        "最后退出状态为 1；命令写错为 2。",
        "\b\nExtract files, folders, archives or standard input (-).\n"
        "What can be read is txt, html, doc, docx, wps, rtf, PDF, xls, xlsx, pictures,\n"
        "or archives (zip, 7z, rar), every file in them by itself.\n"
        "Results go to standard output, complaints to standard error. What cannot be\n"
        "read stops nothing else; the exit status is then 1. A wrong command gives 2.",
    ),
    "show": (
        "\b\n给人看：章节、明细和核对结果。\n接到管道时不带颜色、不折行，每行一条。",
        "\b\nPrint sections, rows and checks for a person.\nPiped, it has no colours and one line a row.",
    ),
    "check": (
        "\b\n核对文件、文件夹或标准输入（-）中的数字是否自相矛盾。\n"
        "发现错误时退出状态为 2；没有错误而有文件不能读时为 1；否则为 0。",
        "\b\nCheck whether the figures of documents contradict each other.\n"
        "The exit status is 2 where errors were found; else 1 where a document\ncould not be read; else 0.",
    ),
    "html": ("报告写成一个网页文件。", "Write the report as one HTML page."),
    "json": ("报告写成 JSON；- 为标准输出。", "Write the report as JSON; - for stdout."),
    "all": ("也列出相符和无法核对的项。", "List also what holds or was not evaluable."),
    "serve": (
        "\b\n启动 HTTP 服务。\nPOST /v1/extract 提取一份，/v1/extract:batch 提取多份，/v1/jobs 后台处理。\n"
        "只监听本机且没有生成过密钥时不需要密钥。设置见 docs/service.md（MINGXI_…）。",
        "\b\nStart the HTTP service.\n"
        "POST /v1/extract takes a document, /v1/extract:batch many, /v1/jobs queues.\n"
        "No keys are needed where only this machine can connect and none was made.\n"
        "docs/service.md lists the settings (MINGXI_...).",
    ),
    "keys": ("生成、列出或停用服务的密钥。", "Make, list or revoke keys of the service."),
    "keys_add": (
        "生成一个密钥并显示；以后不能再看到它。",
        "Make a key and print it; it cannot be shown again.",
    ),
    "keys_list": ("每个密钥一行，各列用制表符分开。", "Print a line for each key, its columns apart by tabs."),
    "keys_revoke": ("停用一个密钥，ID 见 keys list。", "Revoke a key by its id; keys list shows it."),
    "key_name": ("密钥的用途。", "What the key is for."),
    "key_project": ("项目；不同项目互相看不到文件。", "Its project; projects do not see each other's documents."),
    "key_scope": ("权限，可写多次，默认 extract。", "What it may do, extract by default; may be repeated."),
    "key_days": ("有效天数，默认不限。", "Days until it expires; never unless said."),
    "data": ("数据目录；也可设 MINGXI_DATA。", "Folder of data; also MINGXI_DATA."),
    "train": (
        "\b\n用标注文件（*.gold）训练模型。\n可给文件或文件夹；不给时用随附的标注。模型写入 --out 目录。\n"
        "输出一行 JSON：在未参与训练的文件上的可靠程度。需要安装 mingxi[train]。",
        "\b\nTrain a model on annotated files (*.gold).\nFolders of them will do; it is written into --out;\n"
        "without files, on those of the project.\n"
        "Prints one line of JSON: how reliable it is on documents left out. Needs mingxi[train].",
    ),
    "evaluate": (
        "\b\n用标注文件（*.gold）衡量模型。\n给出每个文件、每类行的准确率，和置信度的可靠程度；\n不给文件时用随附的标注。",
        "\b\nMeasure a model on annotated files (*.gold).\nPrints scores by document and kind of row,\n"
        "and how well its confidence can be believed.",
    ),
    "bulk": (
        "\b\n处理整批文件：文件夹、压缩包、通配符、清单（CSV、JSONL，列为\n"
        "path 或 url，可有 organisation、year）、网址，或标准输入（-）中的路径。\n"
        "结果写入 --out 目录，每类明细一个数据集。随时可以中断：再次运行同一\n"
        "命令，从中断处继续，已完成的不会重做。有文件没有结果时退出状态为 1。",
        "\b\nExtract whole archives: folders, archives, globs, manifests (CSV or JSONL\n"
        "with path or url, organisation, year), addresses, or paths on stdin (-).\n"
        "Results go to --out, one dataset a list. Stop it any time: the same command\n"
        "goes on where it stopped and does nothing twice. The exit status is 1 where a\n"
        "document has no record.",
    ),
    "bulk_out": ("结果写入此目录。", "Write the results into this folder."),
    "bulk_format": ("parquet（默认）或 jsonl。", "parquet (default) or jsonl."),
    "engine": ("local（默认，本机）或 ray（集群）。", "local (default) or ray, a cluster."),
    "workers": ("工作进程数，默认为核数。", "Workers, by default one a core."),
    "address": ("已有 Ray 集群的地址；默认在本机启动。", "Address of a running Ray cluster."),
    "time_limit": ("每个文件最多几秒，默认 120。", "Seconds a document may take, 120 by default."),
    "memory_limit": ("每个进程最多几 MB，默认 3072。", "MB a worker may take, 3072 by default."),
    "retry_failed": ("重做以前失败的文件。", "Try again what has failed before."),
    "quiet": ("不显示进度条。", "Show no bar."),
    "log": ("每秒一行 JSON 进度，追加到此文件；- 为标准错误。", "A JSON line a second; - for stderr."),
    "model_folder": ("写入此目录，之后用 --model 指定它。", "Write into this folder, to be named by --model."),
    "convert": (
        "\b\n把整批结果（mingxi bulk 的目录）变成给人用的文件。\n"
        "xlsx：一个 Excel 工作簿，每类明细一张表，每行链接到原文句子；\n"
        "csv：每类明细一个文件，Excel 可直接打开；\n"
        "package：Frictionless 数据包；jsonl：每份文件一行 JSON。",
        "\b\nTurn the results of mingxi bulk into files for people.\n"
        "xlsx: one Excel workbook, a sheet a list, every row linked to its sentence;\n"
        "csv: a file a list, ready for Excel;\n"
        "package: a Frictionless data package; jsonl: one line of JSON a document.",
    ),
    "convert_to": ("目标格式。", "What to make of it."),
    "convert_out": ("写成此文件；csv 和 package 为目录。", "This file; a folder for csv and package."),
    "report": (
        "\b\n把整批结果（mingxi bulk 的目录）写成一个网页报告：构成、增减、原因、\n"
        "核对、应公开内容、未能处理的文件，附图和数据表。",
        "\b\nReport on the results of mingxi bulk as one page: composition, changes,\n"
        "reasons, checks, coverage and failures, in charts with their tables.",
    ),
    "report_out": ("写成此网页文件。", "Write this page."),
    "lang": ("提示语言，默认 zh；也可设 MINGXI_LANG。", "Language, by default MINGXI_LANG or zh."),
    "version": ("显示版本。", "Show the version."),
    "help": ("显示帮助。", "Show this help."),
    "out": (
        "每个文件一个 NAME.json；或一个 .xlsx。",
        "A NAME.json an input; or one .xlsx.",
    ),
    "format": (
        "单个文件默认 json，多个默认 jsonl。",
        "json for one input, jsonl for several, unless said.",
    ),
    "text": ("附上全文和版面块。", "Include the text and its blocks."),
    "model": ("模型或其文件夹；none 只用规则。", "Model or folder; none is rules alone."),
    "host": ("监听地址，默认 127.0.0.1。", "Address, 127.0.0.1 by default."),
    "port": ("端口，默认 8000。", "Port, 8000 by default."),
    "compare": (
        "\b\n把批量处理结果中的文件互相核对：\n重复的文件、更正的版本、与上年文件不符的数字、各单位之和与部门不符的数字。\n"
        "结果写成 DIR/findings。发现错误时退出状态为 2。",
        "\b\nCompare the documents of a bulk run: copies, corrected versions,\n"
        "figures that last year's document contradicts, sums of units and departments.\n"
        "What is found is DIR/findings. The exit status is 2 where errors were found.",
    ),
    "query": (
        "\b\n用 SQL（DuckDB）查询批量处理结果，只读。\nSQL 为 - 时从标准输入读取；不写 SQL 时列出可查的表和列。",
        "\b\nAnswer SQL (DuckDB) about the results of a bulk run, which it only reads.\n"
        "With - it reads SQL from standard input; without SQL it lists the views.",
    ),
    "query_format": ("默认 table；parquet 须写 --out。", "table unless said; parquet needs --out."),
    "answer": ("写入此文件。", "Write into this file."),
}

TEXTS: Rows = {
    "needs_train": ("训练需要另装的包，请执行 pip install mingxi[train]", "training needs pip install mingxi[train]"),
    "no_gold": ("没有标注文件（*.gold），请检查路径", "no annotated files (*.gold); check the path"),
    "bad_gold": ("标注有误：{reason}", "the annotation is wrong: {reason}"),
    "reading_gold": ("读取标注", "reading annotations"),
    "leaving_out": ("交叉检验", "leaving documents out"),
    "trained": ("模型已写入 {folder}，可用 --model {folder} 使用", "written to {folder}; use it with --model {folder}"),
    "usage": ("用法", "Usage"),
    "options": ("选项", "Options"),
    "commands": ("命令", "Commands"),
    "see_help": ("（见 {command} --help）", " (see {command} --help)"),
    "missing_parameter": ("缺少参数 {parameter}", "missing {parameter}"),
    "no_such_option": ("没有选项 {name}", "no such option {name}"),
    "no_such_command": ("没有命令 {name}", "no such command {name}"),
    "bad_parameter": ("参数 {parameter} 的值不对：{reason}", "bad value for {parameter}: {reason}"),
    "bad_option_usage": ("选项 {name} 缺少值，或不应有值", "{name} lacks a value, or must have none"),
    "wrong_usage": ("命令写法不对：{reason}", "wrong usage: {reason}"),
    "one_of": ("应为 {choices} 之一", "one of {choices} is wanted"),
    "number_within": ("应为 {low} 到 {high} 的整数", "a number from {low} to {high} is wanted"),
    "not_a_folder": ("这是文件，应为文件夹", "this is a file, a folder is wanted"),
    "did_you_mean": ("，是否要写 {names}", "; did you mean {names}"),
    "table_to_folder": (
        "table 只能显示在屏幕上，请去掉 --out 或改用 json、jsonl、csv",
        "a table is for the screen; leave out --out, or use json, jsonl or csv",
    ),
    "not_found": ("没有这个文件或文件夹，请检查路径", "no such file or folder; check the path"),
    "cannot_open": ("无法打开（{reason}），请检查文件", "cannot be opened ({reason}); check the file"),
    "cannot_write": ("结果无法写入（{reason}），请检查磁盘", "the result cannot be written ({reason}); check the disk"),
    "internal_error": (
        "程序内部错误（{reason}），请把文件和这一行报告给维护者",
        "internal error ({reason}), please report the file and this line",
    ),
    "cannot_load": ("无法启动（{reason}），请重新安装", "cannot start ({reason}); install mingxi again"),
    "skipped": ("跳过 {count} 个不能处理的文件（{suffixes}）", "files of other formats skipped: {count} ({suffixes})"),
    "no_suffix": ("无扩展名", "no suffix"),
    "summary": ("完成 {done} 个，未完成 {failed} 个", "{done} done, {failed} failed"),
    "working": ("提取", "extracting"),
    "bulk_stock": ("清点", "taking stock"),
    "bulk_rate": ("{rate} 份/秒", "{rate}/s"),
    "bulk_found": (
        "明细 {rows}，失败 {failures}，待核 {unsure}",
        "{rows} rows, {failures} failed, {unsure} unsure",
    ),
    "bulk_summary": (
        "共 {documents} 份文件（本次 {new} 份），明细 {rows} 行，其中待核 {unsure} 行，核对不符 {violated} 项；"
        "结果在 {folder}",
        "{documents} documents ({new} by this run), {rows} rows, {unsure} of them unsure, {violated} checks violated;"
        " results in {folder}",
    ),
    "bulk_contradictions": (
        "文件之间有 {count} 项矛盾，见 mingxi compare {folder}",
        "{count} contradictions between documents, see mingxi compare {folder}",
    ),
    "bulk_failures": (
        "{failures} 份没有结果，原因见 {folder}/failures，修正后用 --retry-failed 重做",
        "{failures} without a record, see {folder}/failures; mend them and try again with --retry-failed",
    ),
    "bulk_stopped": (
        "已停止；完成的部分都已保存，再次运行同一命令即可继续",
        "stopped; what is done is kept, and the same command goes on from there",
    ),
    "converting": ("转换", "converting"),
    "reporting": ("统计", "reporting"),
    "written": ("已写入 {path}", "written to {path}"),
    "not_results": (
        "这不是 mingxi bulk 的结果目录，请检查路径",
        "this is no folder of results of mingxi bulk; check the path",
    ),
    "unfinished_results": (
        "这批处理还没有完成，请先用同一条 mingxi bulk 命令继续",
        "this run has not ended; go on with the same command of mingxi bulk first",
    ),
    "lines_of_results": (
        "其中的结果是 jsonl 格式，请用 mingxi bulk --format parquet 另存一份再转换",
        "its results are JSON lines; run mingxi bulk --format parquet into another folder and convert that",
    ),
    "damaged_results": (
        "结果文件已损坏（{reason}），请重新运行 mingxi bulk",
        "a file of the results is damaged ({reason}); run mingxi bulk again",
    ),
    "exists": ("已经存在，请换一个名字，或先把它移走", "it exists; choose another name or move it away first"),
    "book_only": (
        "写成一个 .xlsx 文件时格式只能是 xlsx",
        "a file that ends in .xlsx can only have the format xlsx",
    ),
    "book_to_screen": (
        "工作簿不能显示在屏幕上，请加 --out 文件.xlsx",
        "a workbook is not for the screen; add --out FILE.xlsx",
    ),
    "serving": ("服务地址 {address}（Ctrl-C 停止）", "serving at {address} (Ctrl-C stops)"),
    "keys_off": (
        "未启用密钥：只有本机可以使用；mingxi keys add 生成密钥后重启即启用",
        "keys are off: only this machine is served; make one with mingxi keys add and restart",
    ),
    "keys_needed": (
        "已启用密钥：请求须带 Authorization: Bearer",
        "keys are needed: requests send Authorization: Bearer",
    ),
    "no_such_key": ("没有这个密钥，请用 mingxi keys list 查看", "no such key; mingxi keys list shows them"),
    "key_is_live": ("有效", "live"),
    "key_is_live_until": ("有效至 {day}", "live until {day}"),
    "key_is_expired": ("已过期", "expired"),
    "key_is_revoked": ("已停用", "revoked"),
    "worker_fails": ("处理进程不能启动，原因见上", "no worker starts, for the reason above"),
    "wrong_setting": ("设置 {name} 的值不对：{value}", "the setting {name} has a wrong value: {value}"),
    "cannot_serve": ("无法启动服务（{reason}）", "the service cannot start ({reason})"),
    "standard_input": ("标准输入", "standard input"),
    "sections": ("章节", "Sections"),
    "facts": ("指标", "Facts"),
    "changes": ("增减变化", "Changes"),
    "ratios": ("占比与完成率", "Ratios"),
    "reasons": ("原因", "Reasons"),
    "projects": ("项目", "Projects"),
    "indicators": ("绩效指标", "Indicators"),
    "checks": ("核对", "Checks"),
    "warnings": ("读取提示", "Reading"),
    "item": ("名称", "item"),
    "concept": ("概念", "concept"),
    "value": ("数值", "value"),
    "year": ("年度", "year"),
    "stage": ("阶段", "stage"),
    "confidence": ("置信度", "confidence"),
    "direction": ("方向", "direction"),
    "amount": ("金额", "amount"),
    "percent": ("幅度", "percent"),
    "against": ("比较对象", "against"),
    "of": ("占／完成", "of"),
    "reason": ("原因", "reason"),
    "explains": ("说明", "explains"),
    "category": ("类别", "category"),
    "level": ("指标级别", "levels"),
    "target": ("指标值", "target"),
    "actual": ("完成值", "actual"),
    "name": ("项目名称", "name"),
    "budget": ("年度预算", "budget"),
    "period": ("实施周期", "period"),
    "implementer": ("实施主体", "implementer"),
    "hint": ("建议：{reason}", "hint: {reason}"),
    "counts": ("{name}{count}项", "{count} {name}"),
    "between": ("  ", "  "),
    "document": ("文件", "document"),
    "error": ("错误", "errors"),
    "warning": ("提示", "warnings"),
    "info": ("说明", "notes"),
    "report": ("数字核对报告", "Report on figures"),
    "check_total": (
        "{documents}个文件：错误{error}项，提示{warning}项，说明{info}项",
        "{documents} documents: {error} errors, {warning} warnings, {info} notes",
    ),
    "nothing_to_check": ("没有可以核对的数字", "there is nothing to check"),
    "more_places": ("另有{count}处", "and {count} more places"),
    "its_actual": ("文中{value}", "printed {value}"),
    "its_expected": ("对照{value}", "compared with {value}"),
    "its_difference": ("相差{value}", "apart {value}"),
    "its_tolerance": ("允许误差{value}", "tolerance {value}"),
    "also": ("，", ", "),
    "cause": ("可能的原因：{cause}", "probable cause: {cause}"),
    "page": ("第{number}页", "page {number}"),
    "coverage": ("应公开的内容", "What has to be disclosed"),
    "in_context": ("看原文", "in context"),
    "full_text": ("原文", "Text"),
    "not_read": ("没有读出的文件", "Documents that could not be read"),
    "same_file": ("不能写入要核对的文件", "this is one of the documents to check"),
    "a_folder": ("这是文件夹，应为文件", "this is a folder, a file is wanted"),
    "no_rows": ("没有找到可提取的明细", "no rows were found"),
    "no_dataset": (
        "{folder} 不是批量处理（Parquet）的结果目录，请先用 mingxi bulk",
        "{folder} holds no results of a bulk run (Parquet); run mingxi bulk first",
    ),
    "damaged_dataset": (
        "结果目录不能读取（{reason}），请重新运行 mingxi bulk",
        "the results cannot be read ({reason}); run mingxi bulk again",
    ),
    "read_only": ("只能查询，不能写入或改设置", "only statements that read are allowed"),
    "one_statement": ("请只写一条 SQL", "one SQL statement is wanted"),
    "wrong_sql": ("SQL 有误：{reason}", "the SQL is wrong: {reason}"),
    "inside_dataset": ("不能写入结果目录，请换一个位置", "that is inside the results; choose another place"),
    "parquet_to_file": ("parquet 须用 --out 写入文件", "parquet needs --out"),
    "table_to_file": (
        "table 只能显示在屏幕上，请改用 csv、jsonl 或 parquet",
        "a table is for the screen; use another format",
    ),
    "more_rows": ("只显示前{count}行；全部请用 --format csv 等", "the first {count} rows; for all use --format csv"),
    "view": ("{name} {count}行", "{name} {count} rows"),
    "kind": ("类型", "kind"),
    "holding": ("相符", "hold"),
    "not_evaluable": ("无法核对", "not evaluable"),
    "nothing_found": ("文件之间没有重复，也没有可以互相核对的数字", "no copies, and no figures that can be compared"),
    "more_findings": ("另有{count}项，见 findings", "and {count} more in findings"),
    "comparing_documents": ("读取文件清单", "reading documents"),
    "comparing_duplicates": ("查找重复", "looking for copies"),
    "comparing_years": ("核对各年", "comparing years"),
    "comparing_departments": ("核对部门与单位", "comparing departments"),
}

# What the system says, by the name of its error.
SYSTEM: Rows = {
    "EACCES": ("没有权限", "permission denied"),
    "EPERM": ("没有权限", "permission denied"),
    "ENOSPC": ("磁盘已满", "no space left"),
    "EDQUOT": ("磁盘配额已满", "disk quota exceeded"),
    "EROFS": ("磁盘只读", "read-only disk"),
    "ENAMETOOLONG": ("文件名太长", "the name is too long"),
    "ENOTDIR": ("路径中有一段不是文件夹", "a part of the path is not a folder"),
    "EADDRINUSE": ("端口已被占用", "the port is in use"),
    "EADDRNOTAVAIL": ("本机没有这个地址", "not an address of this machine"),
    "EIO": ("读写出错", "input/output error"),
}


def say(key: str, lang: str, **values: object) -> str:
    """Fill in a text: "summary" in "zh" with done=3, failed=1 -> "完成 3 个，未完成 1 个"."""
    return pick(TEXTS, key, lang).format(**values)
