"""Signs through a long-lived Node process that is replaced when it crashes, hangs or may be damaged."""

import json
import queue
import subprocess
import tempfile
import threading
from collections import deque
from pathlib import Path

HERE = Path(__file__).resolve().parent
TIMEOUT = 90
METADATA = {"reason": "conformance", "location": "BR"}


class Signer:
    """One worker's signer. `sign` never raises for what the signer does: that is what is judged."""

    def __init__(self, adapter: str, certificates: Path, timeout: float = TIMEOUT):
        self._command = ["node", str(HERE / "sign.mjs"), adapter]
        self._certificates = certificates
        self._timeout = timeout
        self._process: subprocess.Popen | None = None

    def sign(self, source: Path, target: Path, pfx: str = "a1.pfx", pfx_password: str = "segredo", password: str = "", metadata: dict | None = None, options: dict | None = None) -> dict:
        """`options` are further fields of the SDK's `SignRequest`; the image of an appearance is given by its path."""
        target.unlink(missing_ok=True)
        request = {
            "input": str(source),
            "output": str(target),
            "pfx": str(self._certificates / pfx),
            "pfxPassword": pfx_password,
            "password": password,
            "metadata": metadata or METADATA,
            "options": options or {},
        }
        answer = self._ask(request)
        if broken(answer):
            self.close()
        return answer

    def close(self) -> None:
        if self._process:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def _ask(self, request: dict) -> dict:
        process = self._process or self._start()
        try:
            process.stdin.write(json.dumps(request) + "\n")
            process.stdin.flush()
            line = self._lines.get(timeout=self._timeout)
        except queue.Empty:
            return {"ok": False, "code": "HANG", "error": f"no answer after {self._timeout} s"}
        except BrokenPipeError:
            line = None
        return json.loads(line) if line else {"ok": False, "code": "CRASH", "error": self._last_words()}

    def _start(self) -> subprocess.Popen:
        self._stderr = tempfile.TemporaryFile("w+")
        self._process = subprocess.Popen(self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._stderr, text=True)
        self._lines: queue.Queue[str | None] = queue.Queue()
        threading.Thread(target=_read, args=(self._process.stdout, self._lines), daemon=True).start()
        return self._process

    def _last_words(self) -> str:
        self._stderr.seek(0)
        return " | ".join(line.strip() for line in deque(self._stderr, 6))[-400:]


def broken(answer: dict) -> bool:
    """A trap in the wasm or a fault of ours, as against a refusal: nothing in that process can be trusted afterwards."""
    if answer["ok"]:
        return False
    trapped = answer.get("name") == "RuntimeError" or "unreachable" in answer.get("error", "")
    return trapped or answer.get("code") in ("CRASH", "HANG", "internal")


def _read(stream, lines: queue.Queue) -> None:
    for line in stream:
        lines.put(line)
    lines.put(None)
