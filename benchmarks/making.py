"""The bytes that one act writes, made in straight lines as `engine.records.entries` says: JSON, salts, seals."""

import hmac
import os
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

import orjson

from engine.records.sealing import CaseKey, Vault

Row = Mapping[str, Any]
SEALED = ("snapshot", "summary")


class Making:
    """Makes anew what an act wrote, as often as it is asked. `entries`: the log's rows, `values`: the sealed ones."""

    def __init__(self, vault: Vault, key: CaseKey, case: Row, entries: Sequence[Row], values: Sequence[Row]):
        self.vault, self.case, self.version = vault, case["id"], case["version"]
        self.kept = {name: orjson.loads(key.open(self._place(name), case[name])) for name in SEALED}
        self.trees = [orjson.loads(row["entry"]) for row in entries]
        opened = {row["seq"]: orjson.loads(key.open(f"{self.case}:{row['seq']}", row["sealed"])) for row in values}
        self.items = [opened.get(tree["seq"], {}) for tree in self.trees]

    def make(self, key_id: str, wrapped: bytes) -> tuple[dict[str, Any], dict[str, list[dict[str, Any]]]]:
        """The changed columns of the case's row, and those of the rows added to each table."""
        key = self.vault.unwrap(self.case, key_id, wrapped)
        lines, sealed, head = [], [], b""
        for tree, items in zip(self.trees, self.items, strict=True):
            salted = {name: [(os.urandom(32).hex(), item) for _, item in pairs] for name, pairs in items.items()}
            if salted:
                tree["commits"] = {name: [_commit(*pair) for pair in pairs] for name, pairs in salted.items()}
                sealed.append({"sealed": key.seal(f"{self.case}:{tree['seq']}", orjson.dumps(salted))})
            text = orjson.dumps(tree, option=orjson.OPT_SORT_KEYS)
            head = sha256(b"\0" + text).digest()
            lines.append({"entry": text, "hash": head})
        row = {name: key.seal(self._place(name), orjson.dumps(self.kept[name])) for name in SEALED}
        return {**row, "head": head}, {"log": lines, "log_value": sealed}

    def _place(self, name: str) -> str:
        return f"{self.case}:{name}:{self.version}"


def _commit(salt: str, item: Any) -> str:
    return hmac.digest(bytes.fromhex(salt), orjson.dumps(item, option=orjson.OPT_SORT_KEYS), "sha256").hex()
