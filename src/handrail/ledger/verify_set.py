"""Is a set of case files whole? And the command that checks any kind, as it travels with them. Only Python's
standard library."""

import argparse
import hashlib
import io
import json
import lzma
import re
import sys
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from handrail.ledger import checkpoint, ed25519
from handrail.ledger.canonical import dumps
from handrail.ledger.verify import LARGEST, UNREADABLE, Verdict, file_name, not_compared, verify
from handrail.ledger.verify_certificate import CertificateVerdict, is_certificate, verify_certificate

FORMAT = "handrail-set-1"
MANIFEST = "manifest.json"
BESIDE = frozenset({MANIFEST, "READ-ME.txt", "handrail-verify.pyz"})  # what no manifest lists


@dataclass(slots=True)
class SetVerdict:
    """Whether every case file of a set is whole and there, and nothing else."""

    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    cases: int = 0
    fingerprint: str = ""
    key_known: bool = False
    asked: str = ""
    compared: int = 0  # case files that a checkpoint kept outside vouches for
    uncompared: dict[str, str] = field(default_factory=dict)  # of each other one why none does

    @property
    def whole(self) -> bool:
        return not self.faults

    def __str__(self) -> str:
        if not self.whole:
            return "NOT WHOLE\n" + "\n".join(f"  {fault}" for fault in self.faults)
        key = checkpoint.key_words(self.fingerprint, known=self.key_known)
        told = (
            f"Whole: {self.cases} case files, signed, {key}.\n"
            f"Asked for: {checkpoint.shown(self.asked)}.\n"
            "It shows the records were not changed, and that the list is the one that was signed; not that what was "
            "entered is true."
        )
        vouched = [f"{self.compared} of them were compared with the checkpoints you brought."] if self.compared else []
        alone = [f"{name}: {why}" for name, why in self.uncompared.items()]
        return "\n".join([*not_compared(alone), told, *vouched, *self.notes])


_BROKEN = (*UNREADABLE, zipfile.BadZipFile, zlib.error, lzma.LZMAError, RuntimeError, EOFError, OSError)


def verify_set(content: bytes, expected: str = "", outside: Sequence[bytes] = ()) -> SetVerdict:
    """Never raises for a bad file: what is wrong is in the verdict. `outside`: files with checkpoints that somebody
    kept."""
    verdict = SetVerdict()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as held:
            _examine(held, expected, outside, verdict)
    except _BROKEN:
        verdict.faults.append("This is no set of case files of Handrail, or it was cut short.")
    return verdict


def verify_one(content: bytes, expected: str = "", outside: Sequence[bytes] = ()) -> Verdict:
    """One case in a zip, with its photos and files. Never raises for a bad file."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as held:
            (name,) = [each for each in held.namelist() if each.endswith(".json")]
            case = _read(held, name)
            verdict = verify(case, expected, outside)
            if verdict.whole:
                _beside(held, case, verdict)
    except _BROKEN:
        return Verdict(faults=["This is no case file of Handrail, or it was cut short."])
    return verdict


def _beside(held: zipfile.ZipFile, case: bytes, verdict: Verdict) -> None:
    """Of what lies beside a signed file only photos and files can be checked: its list holds their hashes."""
    packet = json.loads(case)["packet"]
    stem, names = f"case-{packet['case']}", held.namelist()
    verdict.faults += _altered(held, packet, "")
    verdict.faults += ["A name stands twice."] if len(set(names)) != len(names) else []
    known = {f"{stem}.json", f"{stem}.pdf", *BESIDE, *_files_of(packet)}
    verdict.faults += [f"{checkpoint.shown(name)} does not belong to it." for name in sorted(set(names) - known)]
    verdict.notes += ["The paper beside it was not checked: print it anew."] if f"{stem}.pdf" in names else []


def _files_of(packet: Mapping[str, Any]) -> dict[str, str]:
    """The photos and files of a case as they are called in a zip, with their hashes."""
    return {file_name(packet["case"], row): row["sha256"] for row in packet.get("attachments", ())}


def _altered(held: zipfile.ZipFile, packet: Mapping[str, Any], folder: str) -> list[str]:
    """Of the photos and files that are there those that are not the ones of the list."""
    wanted = {f"{folder}{name}": sha256 for name, sha256 in _files_of(packet).items()}
    return [
        f"{checkpoint.shown(name)} is not the file that was added in the case."
        for name in sorted(wanted.keys() & set(held.namelist()))
        if hashlib.sha256(_read(held, name)).hexdigest() != wanted[name]
    ]


def _examine(held: zipfile.ZipFile, expected: str, outside: Sequence[bytes], verdict: SetVerdict) -> None:
    listed = _read(held, MANIFEST)
    raw = checkpoint.loaded(listed, LARGEST)
    manifest, signature = raw["manifest"], raw["signature"]
    verdict.asked, verdict.fingerprint = manifest["asked"], checkpoint.fingerprint_of(signature["key"])
    form = checkpoint.is_signed_form(raw, "manifest")
    if dumps(raw) != listed or manifest["format"] != FORMAT or not form:
        verdict.faults.append("The list of the set is not in its canonical form.")
    if not ed25519.verify(bytes.fromhex(signature["key"]), dumps(manifest), bytes.fromhex(signature["value"])):
        verdict.faults.append("The signature of the list does not fit: it was changed after it was signed.")
    if expected:
        handed = [checkpoint.handover_of_raw(row) for row in manifest["keys"]]
        verdict.key_known = verdict.fingerprint in checkpoint.followed(expected.lower(), handed)
        if not verdict.key_known:
            verdict.faults.append(checkpoint.another_key(verdict.fingerprint))
    _files(held, manifest, outside, verdict)


def _files(held: zipfile.ZipFile, manifest: Mapping[str, Any], outside: Sequence[bytes], verdict: SetVerdict) -> None:
    listed: Mapping[str, str] = manifest["files"]
    handed = [checkpoint.handover_of_raw(row) for row in manifest["keys"]]
    names = held.namelist()
    for name in sorted(listed.keys() - set(names)):
        verdict.faults.append(f"{checkpoint.shown(name)} is missing.")
    for name in sorted(set(names) - listed.keys() - BESIDE):
        verdict.faults.append(f"{checkpoint.shown(name)} does not belong to the set.")
    if len(set(names)) != len(names):
        verdict.faults.append("A name stands twice.")
    for name in sorted(listed.keys() & set(names)):
        data = _read(held, name)
        if hashlib.sha256(data).hexdigest() != listed[name]:
            verdict.faults.append(f"{checkpoint.shown(name)} was changed.")
        if name.startswith("cases/") and name.endswith(".json"):
            verdict.cases += 1
            case = verify(data, "", outside)
            _one_of_them(checkpoint.shown(name), case, handed, verdict)
            verdict.faults += _altered(held, json.loads(data)["packet"], "cases/") if case.whole else []


def _one_of_them(name: str, case: Verdict, handed: Sequence[checkpoint.Handover], verdict: SetVerdict) -> None:
    verdict.faults += [f"{name}: {fault}" for fault in case.faults]
    verdict.notes += [f"{name}: {note}" for note in case.notes]
    verdict.compared += bool(case.compared)
    verdict.uncompared |= {name: case.uncompared} if case.uncompared else {}
    if case.whole and verdict.fingerprint not in checkpoint.joined(case.fingerprint, handed):
        verdict.faults.append(f"{name} is signed by another key than the set.")


def _read(held: zipfile.ZipFile, name: str) -> bytes:
    """Raises ValueError for one that would fill the memory."""
    if held.getinfo(name).file_size > LARGEST:
        raise ValueError("too large")
    return held.read(name)


AnyVerdict = Verdict | SetVerdict | CertificateVerdict


def judge(content: bytes, key: str, outside: Sequence[bytes] = ()) -> AnyVerdict:
    """A case file, alone or in a zip, a set of them or the certificate of a disposal, whichever it is."""
    if is_certificate(content):
        return verify_certificate(content, key)
    if content[:2] != b"PK":
        return verify(content, key, outside)
    return verify_set(content, key, outside) if _is_set(content) else verify_one(content, key, outside)


def _is_set(content: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as held:
            return MANIFEST in held.namelist()
    except _BROKEN:
        return True  # which says that it is none


def as_data(verdict: AnyVerdict) -> dict[str, Any]:
    told: dict[str, Any] = {
        "whole": verdict.whole, "faults": verdict.faults, "fingerprint": verdict.fingerprint,
        "key_known": verdict.key_known,
    }  # fmt: skip
    if isinstance(verdict, SetVerdict):
        compared = {"compared": verdict.compared, "uncompared": verdict.uncompared}
        return {**told, **compared, "notes": verdict.notes, "cases": verdict.cases}
    if isinstance(verdict, CertificateVerdict):
        return {**told, "disposal": verdict.number, "gone": verdict.gone}
    fixed = {"checkpoint": verdict.fixed_number, "of": verdict.fixed, "events": verdict.fixed_events}
    told |= {"compared": verdict.compared, "uncompared": verdict.uncompared}
    return {**told, "notes": verdict.notes, "events": verdict.events, "erased": verdict.erased, "fixed": fixed}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path)
    parser.add_argument("--key", type=_fingerprint, metavar="FINGERPRINT", help="the fingerprint of the key you expect")
    parser.add_argument(
        "--checkpoint", type=Path, metavar="FILE", action="append", default=[],
        help="a checkpoint that you kept, to compare with: a downloaded file or a saved mail; give as many as you like",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true")


def _fingerprint(typed: str) -> str:
    """As people copy it: in capitals, with blanks. One that came out empty is not taken for none."""
    plain = re.sub(r"[\s:]", "", typed).lower()
    if not re.fullmatch("[0-9a-f]{64}", plain):
        raise argparse.ArgumentTypeError("a fingerprint has 64 letters and digits (0 to 9, a to f)")
    return plain


def _content(file: Path) -> bytes:
    """All of a set; of any other file no more than what shows that it is too large."""
    with file.open("rb") as opened:
        head = opened.read(2)
        return head + (opened.read() if head == b"PK" else opened.read(LARGEST))


def run(parsed: argparse.Namespace) -> int:
    try:
        outside = [file.read_bytes() for file in parsed.checkpoint]
        verdict = judge(_content(parsed.file), parsed.key or "", outside)
    except OSError as error:
        sys.stderr.write(f"{error.filename} can't be opened: {error.strerror}\n")
        return 1
    if outside and isinstance(verdict, CertificateVerdict):
        sys.stderr.write("A certificate holds no checkpoint: it was not compared with what you brought.\n")
    sys.stdout.write((json.dumps(as_data(verdict)) if parsed.json else str(verdict)) + "\n")
    return 0 if verdict.whole and not getattr(verdict, "uncompared", outside) else 1


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="handrail-verify", description="Say whether a case file is whole.")
    add_arguments(parser)
    return run(parser.parse_args(arguments))
