"""The service as it is started: who may connect, what it says, how it ends, and clients that are slow."""

import asyncio
import json
import signal
import socket
import threading
import time
from types import SimpleNamespace

import httpx2
import pytest
from uvicorn import Config
from uvicorn.server import ServerState

from api.serving import patient_for
from api.settings import Settings
from tests.api.running import mingxi
from tests.api.samples import BUDGET
from tests.service.asking import bearer
from tests.service.living import free_port, living

TEXT = BUDGET.encode()


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with living(tmp_path_factory.mktemp("data"), "--workers", "1", header_seconds="0.5", connections=40) as server:
        yield server


def connect(server):
    return socket.create_connection(("127.0.0.1", server.port), timeout=20)


def test_it_says_where_it_is_and_that_keys_are_off(server):
    lines = server.log.read_text("utf-8").splitlines()
    assert lines[0] == f"服务地址 {server.url}（Ctrl-C 停止）"
    assert lines[1].startswith("未启用密钥：只有本机可以使用")
    assert all(json.loads(line) for line in lines[2:])


def test_a_document_goes_in_and_its_log_says_nothing_of_it(server):
    answer = httpx2.post(f"{server.url}/v1/extract", params={"name": "云岭市.txt"}, content=TEXT)
    assert answer.status_code == 200
    assert answer.json()["document"]["title"] == "云岭市茶山区档案馆2024年单位预算"
    while answer.headers["x-request-id"] not in (log := server.log.read_text("utf-8")):
        time.sleep(0.01)  # the line is written when the answer has gone
    entry = next(json.loads(line) for line in log.splitlines() if answer.headers["x-request-id"] in line)
    assert (entry["route"], entry["status"], entry["method"]) == ("/v1/extract", 200, "POST")
    assert "云岭" not in log


def test_a_head_that_does_not_come_is_hung_up_on(server):
    slow = [connect(server) for _ in range(10)]
    for each in slow:
        each.sendall(b"POST /v1/extract HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ")
    assert httpx2.get(f"{server.url}/health/live").status_code == 200
    for each in slow:
        assert each.recv(100) in (b"",), "closed without a word"
        each.close()


def test_a_head_without_end_is_hung_up_on(server):
    def send(client):
        client.sendall(b"GET / HTTP/1.1\r\n")
        for number in range(200_000):
            client.sendall(b"X-%d: %s\r\n" % (number, b"y" * 100))

    with connect(server) as client, pytest.raises(ConnectionError):
        send(client)


def test_more_connections_than_are_allowed_are_closed_and_the_others_served(server):
    with httpx2.Client(base_url=server.url) as kept:
        assert kept.get("/health/live").status_code == 200
        crowd = [connect(server) for _ in range(60)]
        assert kept.get("/health/live").status_code == 200
        for each in crowd:
            each.close()
    time.sleep(0.1)
    assert httpx2.get(f"{server.url}/health/live").status_code == 200


def test_an_upload_that_breaks_off_leaves_nothing_behind(server):
    for _ in range(20):
        with connect(server) as client:
            client.sendall(
                b"POST /v1/extract HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5000\r\n\r\n" + b"x" * 2500
            )
    assert httpx2.post(f"{server.url}/v1/extract", content=TEXT).status_code == 200
    assert not list((server.log.parent / "incoming").iterdir())


@pytest.mark.parametrize(
    "head",
    [
        b"GET",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"POST /v1/extract HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
        b"POST /v1/extract HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nabc",
        b"POST /v1/extract HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"GET /\x00 HTTP/1.1\r\n\r\n",
        b"\r\n\r\n\r\n",
    ],
)
def test_what_is_no_request_is_refused_or_hung_up_on(head, server):
    with connect(server) as client:
        client.sendall(head)
        got = client.recv(4096)
        assert got == b"" or got.split(b" ")[1].startswith(b"4"), got
    assert httpx2.get(f"{server.url}/health/live").status_code == 200


def test_a_client_that_takes_nothing_is_hung_up_on():
    aborted = []

    async def stall(resumes):
        connection = patient_for(Settings(idle_seconds=0.05))(Config(None), ServerState(), {})
        connection.transport = SimpleNamespace(abort=lambda: aborted.append(resumes), close=lambda: None)
        connection.flow = SimpleNamespace(pause_writing=lambda: None, resume_writing=lambda: None)
        connection._taking = None
        connection.pause_writing()
        if resumes:
            connection.resume_writing()
        await asyncio.sleep(0.2)

    asyncio.run(stall(True))
    assert aborted == []
    asyncio.run(stall(False))
    assert aborted == [False]


def test_it_ends_when_it_is_told_to_and_finishes_what_runs(tmp_path):
    with living(tmp_path, "--workers", "1") as server:
        answers = []
        threads = [
            threading.Thread(
                target=lambda: answers.append(httpx2.post(f"{server.url}/v1/extract", content=TEXT, timeout=60))
            )
            for _ in range(12)
        ]
        for thread in threads:
            thread.start()
        while len(answers) < 2:
            time.sleep(0.01)
        server.process.send_signal(signal.SIGTERM)
        for thread in threads:
            thread.join()
        assert [answer.status_code for answer in answers] == [200] * 12
        assert server.process.wait(60) in (0, -signal.SIGTERM)


def test_keys_are_made_listed_and_revoked_on_the_command_line(tmp_path):
    made = mingxi(
        "keys", "add", "--name", "导入", "--project", "a", "--scope", "extract", "--days", 30, "--data", tmp_path
    )
    assert (made.exit_code, made.stderr) == (0, "")
    token = made.stdout.strip()
    id = token.split("_")[1]
    listed = mingxi("keys", "list", "--data", tmp_path).stdout
    assert token not in listed
    columns = listed.rstrip("\n").split("\t")
    assert (columns[:3], columns[4][:3], columns[5]) == ([id, "a", "extract"], "有效至", "导入")
    with living(tmp_path, "--workers", "1") as server:
        assert "已启用密钥" in server.log.read_text("utf-8")
        ask = f"{server.url}/v1/concepts"
        assert httpx2.get(ask).status_code == 401
        assert httpx2.get(ask, headers=bearer(token)).status_code == 200
        assert mingxi("keys", "revoke", id, "--data", tmp_path).exit_code == 0
        assert httpx2.get(ask, headers=bearer(token)).json()["code"] == "key_revoked"
    assert "已停用" in mingxi("keys", "list", "--data", tmp_path).stdout
    gone = mingxi("keys", "revoke", "0" * 12, "--data", tmp_path)
    assert (gone.exit_code, gone.stderr) == (1, f"mingxi: {'0' * 12}: 没有这个密钥，请用 mingxi keys list 查看\n")


def test_what_keeps_it_from_starting_is_one_line(tmp_path):
    port = free_port()
    file = tmp_path / "file"
    file.write_text("")
    with socket.create_server(("127.0.0.1", port)):
        for words, env, line in (
            (["--port", port, "--workers", "1"], {}, "无法启动服务（端口已被占用）"),
            ([], {"MINGXI_WORKERS": "many"}, "设置 MINGXI_WORKERS 的值不对：many"),
            (["--model", tmp_path / "none"], {}, "没有这个模型"),
            ([], {"MINGXI_DATABASE_URL": "postgresql://a@127.0.0.1:1/b"}, "数据库暂时不可用"),
            ([], {"MINGXI_DATA": str(file / "x")}, "路径中有一段不是文件夹"),
        ):
            data = [] if "MINGXI_DATA" in env else ["--data", tmp_path / "data"]
            result = mingxi("serve", *words, *data, env=env)
            assert (result.exit_code, result.stdout) == (1, "")
            assert line in result.stderr, result.stderr
            assert "Traceback" not in result.stderr
