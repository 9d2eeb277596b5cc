"""The AWS CLI, for many commands in one process: to start it anew for each takes about a second.

Reads a line of JSON for each command, {"words": [...], "cwd": "...", "config": "..."}, and answers with one,
{"code": 0, "out": "...", "err": "..."}. Fails at once where the AWS CLI is no package of this Python.
"""

import contextlib
import functools
import io
import json
import os
import sys

import botocore.session
from awscli.clidriver import create_clidriver

# What the services are like is read from megabytes of JSON, and the same for every command.
botocore.session.create_loader = functools.cache(botocore.session.create_loader)

print(json.dumps({"version": create_clidriver().session.user_agent().split()[0]}), flush=True)
for line in sys.stdin:
    asked = json.loads(line)
    os.environ["AWS_CONFIG_FILE"] = asked["config"]
    os.chdir(asked["cwd"])
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code = create_clidriver().main(asked["words"])
        except SystemExit as end:
            code = end.code
    # The folder may be removed before the next command.
    os.chdir("/")
    print(json.dumps({"code": code, "out": out.getvalue(), "err": err.getvalue()}), flush=True)
