import assert from 'node:assert/strict';
import { inHandler, inView } from './guarded.ts';

const PYTHON_BEFORE = `import ipaddress, requests, socket
from urllib.parse import urlparse, urlsplit
from flask import redirect
from django.utils.http import url_has_allowed_host_and_scheme
HOSTS = ['a.example', 'b.example']

def is_public(url):
    host = urlsplit(url).hostname
    address = ipaddress.ip_address(socket.gethostbyname(host))
    return not (address.is_private or address.is_loopback)

def require_ours(url):
    if urlparse(url).netloc not in HOSTS:
        raise ValueError(url)
`;

/** For both rules: the host is settled. */
const PYTHON_GUARDS = [
  'if urlparse(x).hostname not in HOSTS:\n    abort(400)\nUSE',
  'if urlparse(x).netloc == "a.example":\n    USE',
  'host = urlsplit(x).hostname\nif host not in HOSTS:\n    abort(400)\nUSE',
  'parts = urlparse(x)\nif parts.scheme != "https" or parts.netloc not in HOSTS:\n    abort(400)\nUSE',
  'if not urlparse(x).hostname.endswith(".a.example"):\n    abort(400)\nUSE',
  'if not x.startswith("https://a.example/"):\n    abort(400)\nUSE',
  'if not x.startswith(("https://a.example/", "https://b.example/")):\n    abort(400)\nUSE',
  'if not any(x.startswith(f"https://{host}/") for host in HOSTS):\n    abort(400)\nUSE',
  'if not re.match(r"^https://([\\w-]+\\.)?a\\.example/", x):\n    abort(400)\nUSE',
  'if not re.fullmatch(r"(.+\\.)?a\\.example", urlparse(x).hostname):\n    abort(400)\nUSE',
  'require_ours(x)\nUSE',
];

const PYTHON_HOLES = [
  'if urlparse(x).scheme not in ("http", "https"):\n    abort(400)\nUSE',
  'if not urlparse(x).hostname.endswith("a.example"):\n    abort(400)\nUSE',
  'if not x.startswith("https://a.example"):\n    abort(400)\nUSE',
  'if not x.startswith("https://"):\n    abort(400)\nUSE',
  'if "a.example" not in x:\n    abort(400)\nUSE',
  'if urlparse(x).path not in HOSTS:\n    abort(400)\nUSE',
  'if not re.match(r"^https://.*a\\.example/", x):\n    abort(400)\nUSE',
  'if not re.match(r"^https://a.example/", x):\n    abort(400)\nUSE',
  'if not re.search(r"https://a\\.example/", x):\n    abort(400)\nUSE',
  'if not re.fullmatch(r".*a\\.example", urlparse(x).hostname):\n    abort(400)\nUSE',
  'if urlparse(x).hostname in HOSTS:\n    pass\nUSE',
];

const JAVASCRIPT_BEFORE = `const HOSTS = new Set(['a.example', 'b.example']);
const isPrivate = require('private-ip');

function isOurs(address) {
  let parsed;
  try {
    parsed = new URL(address);
  } catch {
    return false;
  }
  if (parsed.protocol !== 'https:') return false;
  return HOSTS.has(parsed.hostname);
}

class Links {
  static check(address) {
    const { host } = new URL(address);
    if (!HOSTS.has(host)) throw new Error(host);
  }
}
`;

const JAVASCRIPT_GUARDS = [
  'if (!HOSTS.has(new URL(x).hostname)) return; USE',
  'const { host } = new URL(x); if (host !== "a.example") return; USE',
  'const url = new URL(x); if (url.origin === "https://a.example") { USE }',
  'const url = new URL(x, "https://a.example"); if (url.origin !== "https://a.example") return; USE',
  'if (new URL(x).hostname.endsWith(".a.example")) { USE }',
  'const host = new URL(x).hostname.toLowerCase(); if (![...HOSTS].includes(host)) return; USE',
  'if ([...HOSTS].some((one) => x.startsWith(`https://${one}/`))) { USE }',
  'if (!x.startsWith("https://a.example/")) return; USE',
  'if (!/^https?:\\/\\/(www\\.)?a\\.example(\\/|$)/.test(x)) return; USE',
  'if (!/^([\\w-]+\\.)*a\\.example$/.test(new URL(x).hostname)) return; USE',
  'if (!isOurs(x)) return; USE',
  'Links.check(x); USE',
  'if (x !== "https://a.example/" && x !== "https://b.example/") return; USE',
];

const JAVASCRIPT_HOLES = [
  'if (new URL(x).protocol !== "https:") return; USE',
  'if (!new URL(x).hostname.endsWith("a.example")) return; USE',
  'if (!x.startsWith("https://a.example")) return; USE',
  'if (!x.includes("a.example")) return; USE',
  'if (!/^https:\\/\\/a.example\\//.test(x)) return; USE',
  'if (!/https:\\/\\/a\\.example\\//.test(x)) return; USE',
  'if (!/^https:\\/\\/.*\\.a\\.example\\//.test(x)) return; USE',
  'if (!/a\\.example$/.test(new URL(x).hostname)) return; USE',
  'if (HOSTS.has(new URL(x).hostname)) res.end(); USE',
  'if (HOSTS.has(new URL(x).hash)) { USE }',
  'isOurs(x); USE',
];

const SSRF = ['ssrf high'];
const REDIRECT = ['open-redirect medium'];

describe('checks of addresses', () => {
  for (const guard of PYTHON_GUARDS) {
    it(`silence ${guard}`, async () => {
      assert.deepEqual(await inView(guard.replaceAll('USE', 'requests.get(x)'), PYTHON_BEFORE), []);
      assert.deepEqual(await inView(guard.replaceAll('USE', 'return redirect(x)'), PYTHON_BEFORE), []);
    });
  }
  for (const hole of PYTHON_HOLES) {
    it(`do not silence ${hole}`, async () => {
      assert.deepEqual(await inView(hole.replaceAll('USE', 'requests.get(x)'), PYTHON_BEFORE), SSRF);
      assert.deepEqual(await inView(hole.replaceAll('USE', 'return redirect(x)'), PYTHON_BEFORE), REDIRECT);
    });
  }
  for (const guard of JAVASCRIPT_GUARDS) {
    it(`silence ${guard}`, async () => {
      assert.deepEqual(await inHandler(guard.replaceAll('USE', 'await fetch(x);'), JAVASCRIPT_BEFORE), []);
      assert.deepEqual(await inHandler(guard.replaceAll('USE', 'res.redirect(x);'), JAVASCRIPT_BEFORE), []);
    });
  }
  for (const hole of JAVASCRIPT_HOLES) {
    it(`do not silence ${hole}`, async () => {
      assert.deepEqual(await inHandler(hole.replaceAll('USE', 'await fetch(x);'), JAVASCRIPT_BEFORE), SSRF);
      assert.deepEqual(await inHandler(hole.replaceAll('USE', 'res.redirect(x);'), JAVASCRIPT_BEFORE), REDIRECT);
    });
  }

  it('of the network are enough for requests', async () => {
    assert.deepEqual(await inView('if not is_public(x):\n    abort(400)\nrequests.get(x)', PYTHON_BEFORE), []);
    assert.deepEqual(await inView('is_public(x)\nrequests.get(x)', PYTHON_BEFORE), SSRF);
    assert.deepEqual(await inHandler('if (isPrivate(x)) return; await fetch(x);', JAVASCRIPT_BEFORE), []);
    assert.deepEqual(await inHandler('if (!isPrivate(x)) return; await fetch(x);', JAVASCRIPT_BEFORE), SSRF);
  });
});

describe('redirects within the site', () => {
  const silent = async (bodies: readonly string[], test: typeof inView, before: string): Promise<void> => {
    for (const body of bodies) assert.deepEqual(await test(body, before), [], body);
  };
  const found = async (bodies: readonly string[], test: typeof inView, before: string): Promise<void> => {
    for (const body of bodies) assert.deepEqual(await test(body, before), REDIRECT, body);
  };

  it('begin with one slash and not with two', async () => {
    await silent(
      [
        'if x.startswith("/") and not x.startswith("//"):\n    return redirect(x)',
        'if not x.startswith("/") or x.startswith("//"):\n    abort(400)\nreturn redirect(x)',
        'return redirect(x if x.startswith("/") and not x.startswith("//") else "/")',
        'if x[0] == "/" and x[1] != "/":\n    return redirect(x)',
        'if url_has_allowed_host_and_scheme(x, allowed_hosts=None):\n    return redirect(x)',
        'if urlparse(x).netloc != urlparse(request.host_url).netloc:\n    abort(400)\nreturn redirect(x)',
        'if re.fullmatch(r"\\w+", x):\n    return redirect(x)',
      ],
      inView,
      PYTHON_BEFORE,
    );
    await silent(
      [
        'if (x.startsWith("/") && !x.startsWith("//")) res.redirect(x);',
        'if (!x.startsWith("/") || x.startsWith("//")) return; res.redirect(x);',
        'if (x.charAt(0) === "/" && x.charAt(1) !== "/") res.redirect(x);',
        'if (/^\\/(?!\\/)/.test(x)) res.redirect(x);',
        'if (/^\\/[a-z]/.test(x)) res.redirect(x);',
        'if (new URL(x, "https://a.example").host !== req.headers.host) return; res.redirect(x);',
      ],
      inHandler,
      JAVASCRIPT_BEFORE,
    );
    await found(
      [
        'if x.startswith("/"):\n    return redirect(x)',
        'if x[0] == "/":\n    return redirect(x)',
        'if not url_has_allowed_host_and_scheme(x, None):\n    return redirect(x)',
        'return redirect("/" + x)',
        'return redirect("https://a.example" + x)',
        'return redirect(f"https://{x}/")',
      ],
      inView,
      PYTHON_BEFORE,
    );
    await found(
      [
        'if (x.startsWith("/")) res.redirect(x);',
        'if (/^\\//.test(x)) res.redirect(x);',
        'res.redirect("/" + x);',
        'res.redirect(`https://a.example${x}`);',
        'res.redirect("//" + x);',
      ],
      inHandler,
      JAVASCRIPT_BEFORE,
    );
  });

  it('go where a text in front leaves no choice', async () => {
    await silent(
      ['return redirect("/a/" + x)', 'return redirect("?next=" + x)', 'return redirect("https://a.example/" + x)'],
      inView,
      PYTHON_BEFORE,
    );
    await silent(
      ['res.redirect(`/a/${x}`);', 'res.redirect(process.env.BASE + "/" + x);', 'res.redirect("./" + x);'],
      inHandler,
      JAVASCRIPT_BEFORE,
    );
  });

  it('are not what headers of the browser lead to', async () => {
    await silent(
      [
        'return redirect(request.referrer or "/")',
        'return redirect(request.url)',
        'return redirect(request.full_path)',
      ],
      inView,
      PYTHON_BEFORE,
    );
    await silent(
      [
        'res.redirect(req.get("Referrer") || "/");',
        'res.redirect(`https://${req.hostname}${req.originalUrl}`);',
        'res.redirect("https://" + req.headers["host"] + req.url);',
      ],
      inHandler,
      JAVASCRIPT_BEFORE,
    );
    await found(['res.redirect(req.cookies.next);', 'res.redirect(req.originalUrl);'], inHandler, '');
  });
});

describe('requests', () => {
  it('go where a text in front leaves no choice', async () => {
    for (const call of [
      'fetch("https://a.example/" + x)',
      'fetch(`${process.env.API}/a/${x}`)',
      'fetch(settings.base + x)',
      'fetch(`https://a.example/a?b=${x}`)',
      'fetch("https://a.example" + req.url)',
      'fetch("/api/" + x)',
      'fetch(["https://a.example", x].join("/"))',
      'fetch("https://a.example/{id}".replace("{id}", x))',
      'require("http").get({ host: "a.example", path: x })',
      'require("http").get({ host: `${x}.a.example` })',
      'require("axios").get("/a", { baseURL: "https://a.example", params: { x } })',
      'require("axios").post("https://a.example/", { url: x })',
    ])
      assert.deepEqual(await inHandler(`await ${call};`), [], call);
  });

  it('go anywhere where it leaves one', async () => {
    for (const call of [
      'fetch(x)',
      'fetch("https://" + x)',
      'fetch("https://a.example" + x)',
      'fetch(`https://${x}.a.example/`)',
      'fetch(`http://localhost:${x}/`)',
      'fetch(`${req.protocol}://${x}/a`)',
      'fetch([x, "a"].join("/"))',
      'fetch("https://{host}/a".replace("{host}", x))',
      'fetch(new URL(x, "https://a.example"))',
      'fetch(x + "/a")',
    ])
      assert.deepEqual(await inHandler(`await ${call};`), SSRF, call);
  });

  it('say no more of a name without dots', async () => {
    assert.deepEqual(await inHandler('if (!/^[a-z0-9-]+$/.test(x)) return; await fetch(`http://${x}/`);'), []);
    assert.deepEqual(await inHandler('if (!/^[a-z0-9.-]+$/.test(x)) return; await fetch(`http://${x}/`);'), SSRF);
  });
});
