"""Whether commands of the AWS CLI are ones that AWS knows, by the service models of botocore.

Reads a JSON list of {"where", "words", "files", "without"} from stdin: the words of a command, the content of the files
that it names as file://NAME, and members of the API that it must not use. Prints a JSON list of {"where", "problem"}. Nothing is sent anywhere.
"""

import json
import sys

import botocore.session
from botocore import xform_name
from botocore.validate import ParamValidator

# Of the CLI itself, with the number of words that follow.
GLOBAL = {"region": 1, "profile": 1, "query": 1, "output": 1, "no-cli-pager": 0}
PAGING = ("max-items", "page-size", "starting-token")
SERVICES = {"s3api": "s3"}


class Wrong(Exception):
    """What is wrong with a command, in words."""


class Shorthand:
    """The CLI's short way to write a structure: a=b,c=[d,e],f={g=h}."""

    def __init__(self, text):
        self.text, self.at = text, 0

    def parse(self):
        value = self.pairs("")
        if self.at < len(self.text):
            raise Wrong(f"not understood from: {self.text[self.at:]}")
        return value

    def pairs(self, end):
        result = {}
        while True:
            name = self.until("=")
            self.expect("=")
            result[name] = self.value()
            # a=b,c is a list; a=b,c=d are two members.
            while self.peek() == "," and not self.is_pair():
                self.at += 1
                before = result[name]
                result[name] = (before if isinstance(before, list) else [before]) + [self.value()]
            if self.peek() != ",":
                break
            self.at += 1
        if end:
            self.expect(end)
        return result

    def is_pair(self):
        rest = self.text[self.at + 1 :]
        stops = [rest.find(char) for char in ",]}" if char in rest]
        return "=" in rest[: min(stops)] if stops else "=" in rest

    def value(self):
        if self.peek() == "{":
            self.at += 1
            return self.pairs("}")
        if self.peek() == "[":
            self.at += 1
            items = [self.value()]
            while self.peek() == ",":
                self.at += 1
                items.append(self.value())
            self.expect("]")
            return items
        return self.until(",]}")

    def until(self, stops):
        begin = self.at
        while self.at < len(self.text) and self.text[self.at] not in stops:
            self.at += 1
        return self.text[begin : self.at]

    def peek(self):
        return self.text[self.at] if self.at < len(self.text) else ""

    def expect(self, char):
        if self.peek() != char:
            raise Wrong(f"{char} is missing in: {self.text}")
        self.at += 1


def typed(value, shape):
    """A value of shorthand has only strings: as the model wants them."""
    kind = shape.type_name
    if kind == "structure" and isinstance(value, dict):
        return {name: typed(one, shape.members[name]) if name in shape.members else one for name, one in value.items()}
    if kind == "list":
        return [typed(one, shape.member) for one in (value if isinstance(value, list) else [value])]
    if kind == "map" and isinstance(value, dict):
        return {name: typed(one, shape.value) for name, one in value.items()}
    if kind == "boolean" and value in ("true", "false"):
        return value == "true"
    if kind in ("integer", "long") and isinstance(value, str) and value.lstrip("-").isdigit():
        return int(value)
    return value


def from_file(word, files):
    name = word[len("file://") :]
    if name not in files:
        raise Wrong(f"{name} is not given")
    return files[name]


def read(words, shape, files):
    """What an option is given, as the parameter that the CLI makes of it."""
    kind = shape.type_name
    if kind not in ("structure", "list", "map"):
        if len(words) != 1:
            raise Wrong("it takes one value")
        word = words[0]
        return typed(from_file(word, files) if word.startswith("file://") else word, shape)
    if len(words) == 1:
        text = from_file(words[0], files) if words[0].startswith("file://") else words[0]
        if text.lstrip()[:1] in ("{", "[") or words[0].startswith("file://"):
            return json.loads(text)
    if kind == "list":
        is_plain = shape.member.type_name not in ("structure", "list", "map")
        return [typed(word if is_plain else Shorthand(word).parse(), shape.member) for word in words]
    if len(words) != 1:
        raise Wrong("it takes one value")
    return typed(Shorthand(words[0]).parse(), shape)


def enum_problems(value, shape, name):
    """botocore leaves it to the service whether a word is among those that are allowed."""
    kind = shape.type_name
    if kind == "structure" and isinstance(value, dict):
        for member, one in value.items():
            if member in shape.members:
                yield from enum_problems(one, shape.members[member], f"{name}.{member}")
    elif kind == "list" and isinstance(value, list):
        for one in value:
            yield from enum_problems(one, shape.member, f"{name}[]")
    elif kind == "string" and getattr(shape, "enum", None) and value not in shape.enum:
        yield f"{name}: {value} is none of {', '.join(shape.enum)}"


class Models:
    """Service models, each loaded once."""

    def __init__(self):
        self.session = botocore.session.Session()
        self.loaded = {}

    def operation(self, service, name, rest):
        if service not in self.session.get_available_services():
            raise Wrong(f"there is no service {service}")
        if service not in self.loaded:
            self.loaded[service] = self.session.get_service_model(service)
        model = self.loaded[service]
        if name == "wait":
            waiters = self.session.get_waiter_model(service)
            for waiter in waiters.waiter_names:
                if rest and xform_name(waiter, "-") == rest[0]:
                    return model.operation_model(waiters.get_waiter(waiter).operation), rest[1:]
            raise Wrong(f"{service} cannot wait for that")
        for operation in model.operation_names:
            if xform_name(operation, "-") == name:
                return model.operation_model(operation), rest
        raise Wrong(f"{service} has no operation {name}")


def options_of(words):
    options = []
    for word in words:
        if word.startswith("--"):
            options.append((word[2:], []))
        elif options:
            options[-1][1].append(word)
        else:
            raise Wrong(f"{word} belongs to no option")
    return options


def problems_of(words, files, without, models):
    if len(words) < 3 or words[0] != "aws":
        raise Wrong("no command of the AWS CLI")
    operation, rest = models.operation(SERVICES.get(words[1], words[1]), words[2], words[3:])
    shape = operation.input_shape
    of_api = shape.members if shape else {}
    members = {xform_name(name, "-"): name for name in of_api}
    # A token that is left out is made by the CLI itself.
    tokens = [name for name, one in of_api.items() if one.metadata.get("idempotencyToken")]
    parameters = {name: "made-by-the-cli" for name in tokens}
    seen = set()
    for option, values in options_of(rest):
        if option in seen:
            raise Wrong(f"--{option} is given twice")
        seen.add(option)
        if option in GLOBAL or option in PAGING:
            if len(values) != GLOBAL.get(option, 1):
                raise Wrong(f"--{option} takes {GLOBAL.get(option, 1)} value")
            continue
        positive = option[3:] if option.startswith("no-") and option[3:] in members else option
        if positive not in members:
            raise Wrong(f"{operation.name} has no option --{option}")
        name = members[positive]
        member = shape.members[name]
        if member.type_name == "boolean" and not values:
            parameters[name] = positive == option
            continue
        try:
            parameters[name] = read(values, member, files)
        except (Wrong, ValueError) as error:
            raise Wrong(f"--{option}: {error}") from error
        yield from enum_problems(parameters[name], member, name)
    for name in ("ExpectedBucketOwner", "AccountId"):
        if name in without:
            if name in parameters:
                yield f"--{xform_name(name, '-')} is not supported"
        elif shape and name in shape.members and name not in parameters:
            yield f"--{xform_name(name, '-')} is missing"
    if shape:
        report = ParamValidator().validate(parameters, shape)
        if report.has_errors():
            yield report.generate_report()


def main():
    models = Models()
    found = []
    for one in json.load(sys.stdin):
        try:
            problems = list(problems_of(one["words"], one["files"], one.get("without", []), models))
        except Wrong as error:
            problems = [str(error)]
        found.extend({"where": one["where"], "problem": problem} for problem in problems)
    json.dump(found, sys.stdout)


main()
