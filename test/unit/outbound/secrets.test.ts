import assert from 'node:assert/strict';
import { maskSecrets } from '../../../src/outbound/masking.ts';
import { detectSecrets, maskValue } from '../../../src/outbound/secrets.ts';
import { AWS_SECRET, joined, KEY_LINES, pem, PROVIDER_SAMPLES } from './sampleSecrets.ts';

const CHOSEN = joined('Tr0ub', '4dor');
const GENERATED = joined('9f86d081', '884c7d659a2f', 'eaa0c55ad015');

async function found(text: string, path = 'src/app.py'): Promise<string[]> {
  const matches = await detectSecrets(text, path);
  return matches.map(({ range }) => text.slice(range.start, range.end));
}

describe('detectSecrets: formats of providers', () => {
  for (const [label, value] of Object.entries(PROVIDER_SAMPLES)) {
    it(`finds a ${label} with nothing but the value to go by`, async () => {
      const text = `call("${value}")`;
      const [match, ...others] = await detectSecrets(text, 'src/app.js');
      assert.ok(match);
      assert.deepEqual(others, []);
      assert.equal(text.slice(match.range.start, match.range.end), value);
      assert.equal(match.label, label);
      assert.equal(match.kind, 'provider');
      assert.equal(match.cwe, 798);
    });
  }

  it('finds an AWS secret access key beside its name, with the value alone as range', async () => {
    const text = `aws_secret_access_key = "${AWS_SECRET}"`;
    const [match] = await detectSecrets(text, 'src/app.py');
    assert.ok(match);
    assert.equal(text.slice(match.range.start, match.range.end), AWS_SECRET);
    assert.equal(match.label, 'AWS secret access key');
    assert.equal(match.severity, 'critical');
  });

  it('keeps the severity of live formats in tests and fixtures', async () => {
    const text = `token = "${PROVIDER_SAMPLES['GitHub token'] ?? ''}"`;
    const [inSource] = await detectSecrets(text, 'src/app.py');
    const [inTest] = await detectSecrets(text, 'test/fixtures/app.py');
    assert.ok(inSource);
    assert.equal(inTest?.severity, inSource.severity);
  });

  it('leaves documented samples and shapes without content alone', async () => {
    const github = 'ghp' + '_';
    for (const value of [
      joined('AKIA', 'IOSFODNN7', 'EXAMPLE'),
      joined('wJalrXUtnFEMI/K7MDENG/', 'bPxRfiCY', 'EXAMPLEKEY'),
      `${github}${'x'.repeat(36)}`,
      `${github}${'0'.repeat(36)}`,
      `AIza${'A'.repeat(35)}`,
    ]) {
      assert.deepEqual(await found(`id = "${value}"\naws_secret_access_key = "${value}"`), []);
    }
  });

  it('covers the webhook path and not the public address of the host', async () => {
    const path = joined('T02AB', '3CD4/B05EF6GH7', '/k7Lm2Zx9Rt4Wp8Nb3Hs6Yd1Q');
    assert.deepEqual(await found(`url = "https://hooks.slack.com/services/${path}"`), [path]);
  });
});

describe('detectSecrets: private keys', () => {
  for (const kind of [
    'PRIVATE KEY',
    'RSA PRIVATE KEY',
    'EC PRIVATE KEY',
    'OPENSSH PRIVATE KEY',
    'ENCRYPTED PRIVATE KEY',
  ]) {
    it(`finds the body of a ${kind}`, async () => {
      const text = `# key\n${pem(kind, KEY_LINES, '\n')}\n`;
      assert.deepEqual(await found(text), [KEY_LINES.join('\n')]);
    });
  }

  it('finds a key with escaped line ends, in JSON', async () => {
    const text = JSON.stringify({ type: 'service_account', private_key: pem('PRIVATE KEY', KEY_LINES, '\n') + '\n' });
    assert.deepEqual(await found(text, 'src/account.json'), [KEY_LINES.join('\\n')]);
  });

  it('finds a key that is put together from pieces', async () => {
    const text = `const key = '${pem('PRIVATE KEY', KEY_LINES, "\\n' +\n  '")}';`;
    const [value = ''] = await found(text, 'src/app.js');
    for (const line of KEY_LINES) assert.ok(value.includes(line));
  });

  it('finds a key that is cut off before its end', async () => {
    const text = pem('PRIVATE KEY', KEY_LINES, '\n').replace(/\n-----END.*/, '\n');
    assert.deepEqual(await found(text), [KEY_LINES.join('\n')]);
  });

  it('leaves headers without key material alone', async () => {
    const begin = pem('PRIVATE KEY', ['...'], '\n');
    const marker = pem('PRIVATE KEY', [], '"\nEND = "');
    const prose = `if text.startswith("${pem('PRIVATE KEY', [], '').split('END')[0] ?? ''}"):\n    return read the rest of the file as it stands`;
    for (const text of [begin, `BEGIN = "${marker}"`, prose, `PUBLIC = "${pem('PUBLIC KEY', KEY_LINES, '\\n')}"`]) {
      assert.deepEqual(await found(text), []);
    }
  });
});

describe('detectSecrets: names and places', () => {
  const cases: readonly (readonly [path: string, text: string])[] = [
    ['a.py', `password = "${CHOSEN}"`],
    ['a.py', `password = '''${CHOSEN}'''`],
    ['a.py', `self.db_pass = r'${CHOSEN}'`],
    ['a.py', `connect(host, user=user, passwd="${CHOSEN}")`],
    ['a.py', `user, password = "bob", "${CHOSEN}"`],
    ['a.py', `os.environ.get("DB_PASSWORD", "${CHOSEN}")`],
    ['a.py', `os.environ["DB_PASSWORD"] = "${CHOSEN}"`],
    ['a.py', `os.getenv("SECRET_KEY") or "${CHOSEN}"`],
    ['a.py', `app.config["SECRET_KEY"] = "${CHOSEN}"`],
    ['a.py', `requests.get(url, auth=("bob", "${CHOSEN}"))`],
    ['a.py', `url = "postgres://bob:${CHOSEN}@db.internal:5432/orders"`],
    ['a.py', `password: str = "${CHOSEN}"`],
    ['a.py', `jwt.encode({"sub": user.id}, "${CHOSEN}", algorithm="HS256")`],
    ['a.js', `const apiKey = '${GENERATED}';`],
    ['a.js', `const password = \`${CHOSEN}\`;`],
    ['a.js', `app.use(session({ secret: '${CHOSEN}', resave: false }));`],
    ['a.js', `const secret = process.env.JWT_SECRET || '${CHOSEN}';`],
    ['a.js', `const secret = process.env.JWT_SECRET ?? "${CHOSEN}";`],
    ['a.js', `jwt.sign({ id: user.id, role: 'x' }, '${CHOSEN}')`],
    ['a.js', `crypto.createHmac('sha256', '${CHOSEN}')`],
    ['a.js', `if (password === '${CHOSEN}') grant();`],
    ['a.js', `headers: { Authorization: 'Bearer ${GENERATED}' }`],
    ['a.js', `const token = Buffer.from('${GENERATED}');`],
    ['a.js', `const text = "{\\"password\\": \\"${CHOSEN}\\"}";`],
    ['a.ts', `private readonly password: string = '${CHOSEN}';`],
    ['a.java', `private static final String DB_PASSWORD = "${CHOSEN}";`],
    ['a.java', `dataSource.setPassword("${CHOSEN}");`],
    ['a.java', `if (password.equals("${CHOSEN}")) {`],
    ['a.java', `DriverManager.getConnection(url, "bob", "${CHOSEN}");`],
    ['a.cs', `var c = "Server=db;User Id=sa;Password=${CHOSEN};Encrypt=true";`],
    ['a.go', `password := "${CHOSEN}"`],
    ['a.go', `const dbPassword string = "${CHOSEN}"`],
    ['a.rs', `let password: &str = "${CHOSEN}";`],
    ['a.rb', `password => "${CHOSEN}"`],
    ['a.php', `define('DB_PASSWORD', '${CHOSEN}');`],
    ['a.tf', `master_password = "${CHOSEN}"`],
    ['config.yml', `db:\n  password: ${CHOSEN}\n`],
    ['config.json', `{ "password": "${CHOSEN}" }`],
    ['app.properties', `spring.datasource.password=${CHOSEN}`],
    ['settings.env', `export SECRET_KEY=${CHOSEN} # rotate\nNAME=x`],
    ['Dockerfile', `ENV DB_PASSWORD=${CHOSEN}`],
    ['a.py', `# the password is still: x\n# admin password: ${CHOSEN}`],
    ['a.js', `connect(); // password=${CHOSEN} until Friday`],
    ['a.py', `ENVIRONMENT = """\nexport DB_PASSWORD=${CHOSEN}\nNAME=x\n"""`],
    ['web.xml', `<db.password>${CHOSEN}</db.password>`],
    ['web.config', `<add key="SmtpPassword" value="${CHOSEN}" />`],
    ['run.sh', `mysql --password=${CHOSEN} -u root`],
    ['run.sh', `curl -u bob:${CHOSEN} https://service.internal`],
    ['run.sh', `TOKEN=\${TOKEN:-${GENERATED}}`],
  ];
  for (const [path, text] of cases) {
    it(`finds the value in ${path}: ${text.split('\n')[0] ?? ''}`, async () => {
      const matches = await detectSecrets(text, `src/${path}`);
      const value = text.includes(CHOSEN) ? CHOSEN : GENERATED;
      assert.deepEqual(
        matches.map(({ range }) => text.slice(range.start, range.end)),
        [value],
      );
      assert.equal(matches[0]?.kind, 'generic');
      assert.ok(matches[0].cwe === 798 || matches[0].cwe === 259);
      assert.ok(!matches[0].label.includes(value));
    });
  }

  it('finds the value of a name that is longer than any name should be', async () => {
    assert.deepEqual(await found(`${'a_'.repeat(60)}password = "${CHOSEN}"`), [CHOSEN]);
  });

  it('finds a value that is split over several literals', async () => {
    for (const text of ["password = 'Tr0' + 'ub4dor'", 'password = ("Tr0"\n            "ub4dor")']) {
      const [value = ''] = await found(text);
      assert.ok(value.startsWith('Tr0') && value.endsWith('ub4dor'), value);
    }
  });

  it('finds every value of a list', async () => {
    assert.deepEqual(await found(`sessionKeys: ['${GENERATED}', 'b${GENERATED}']`), [GENERATED, `b${GENERATED}`]);
  });

  it('names a password and a key apart', async () => {
    const [password] = await detectSecrets(`password = "${CHOSEN}"`, 'a.py');
    const [key] = await detectSecrets(`api_key = "${GENERATED}"`, 'a.py');
    assert.deepEqual([password?.label, password?.cwe], ['password', 259]);
    assert.deepEqual([key?.label, key?.cwe], ['key', 798]);
  });

  it('is one step milder in tests and fixtures', async () => {
    const text = `password = "${CHOSEN}"`;
    assert.equal((await detectSecrets(text, 'src/login.py'))[0]?.severity, 'high');
    for (const path of [
      'tests/login.py',
      'src/login.test.ts',
      'src/LoginTest.java',
      'examples/a.py',
      'test_login.py',
    ]) {
      assert.equal((await detectSecrets(text, path))[0]?.severity, 'medium', path);
    }
  });
});

describe('detectSecrets: what is no secret', () => {
  const cases: readonly (readonly [path: string, text: string])[] = [
    ['a.py', 'password = ""'],
    ['a.py', 'password = None'],
    ['a.py', 'password = "changeme"'],
    ['a.py', 'password = "your-password-here"'],
    ['a.py', 'password = "<password>"'],
    ['a.py', 'password = "xxxxxxxx"'],
    ['a.py', 'password = "********"'],
    ['a.py', 'api_key = "YOUR_API_KEY"'],
    ['a.py', 'password = os.environ["PASSWORD"]'],
    ['a.py', 'password = os.environ.get("DB_PASSWORD")'],
    ['a.py', 'password = getpass("Password: ")'],
    ['a.py', 'password = input("Enter your password: ")'],
    ['a.py', 'password = f"{prefix}{name}"'],
    ['a.py', 'password = "%s" % name'],
    ['a.py', 'SECRET_KEY = config("SECRET_KEY")'],
    ['a.py', 'PASSWORD_KEY = "user_password"'],
    ['a.py', 'PASSWORD_FIELD = "passwd-input-7"'],
    ['a.py', 'token_url = "https://login.internal/oauth/token"'],
    ['a.py', 'def login(user, password):\n    """Checks the 2 passwords of a user."""'],
    ['a.py', 'connect(user=user, password=password)'],
    ['a.py', 'if kind == "password":'],
    ['a.py', 'parser.add_argument("--password", help="the password of the account")'],
    ['a.py', 'raise TypeError("password: expected bytes, got str")'],
    ['a.py', 'jwt.decode(token, key, "HS256")'],
    ['a.py', `primary_key = "${GENERATED}"`],
    ['a.js', `const publicKey = '${GENERATED}';`],
    ['a.js', "const TOKEN_HEADER = 'X-Auth-Token';"],
    ['a.js', "labels: { password: 'Password', token: 'Token' }"],
    ['a.js', "errors.password = 'Password is required';"],
    ['a.js', "password: 'auth.login.password'"],
    ['a.js', 'const { password } = req.body; user.password = hash;'],
    ['a.js', 'user.password = await bcrypt.hash(req.body.password, 12);'],
    ['a.js', 'const token = `${a}`; const bearer = `Bearer ${token}`;'],
    ['a.js', "if (token.type === 'Identifier') next();"],
    ['a.js', "localStorage.getItem('token')"],
    ['a.js', "t('password', 'Password')"],
    ['a.js', 'const s3ExpressAuth = endpoint.properties?.authSchemes?.[0];'],
    ['a.ts', 'interface Login { password: string; token: string }'],
    ['a.ts', 'const schema = { password: z.string().min(8) };'],
    ['a.ts', 'handle(kind: "text" | "password"): SubmitResultV2'],
    ['a.html', '<input name="password" type="password" placeholder="Your password">'],
    ['a.yml', 'password: ${DB_PASSWORD}'],
    ['a.yml', 'password: "{{ vault_password }}"'],
    ['a.yml', 'password: !Ref DatabasePassword'],
    ['a.yml', 'secretName: orders-database'],
    ['package.json', '{ "password": "^1.2.3", "js-tokens": "^4.0.0" }'],
    ['a.css', '.token { color: #9f86d0; }'],
    ['a.md', 'Set the token: a long random string.'],
    ['a.py', '"https://service.internal:8080/a@b"'],
    ['a.py', '# password: see the vault, then ask Bob'],
    ['a.py', '# token: str, password: str'],
    ['a.py', 'SECRET_KEY=settings.SECRET_KEY_2\nPASSWORD=read_password(2)'],
    ['a.xml', '<password>${db.password}</password><property name="password" value="@db.password@"/>'],
    ['a.sh', 'PWD=/home/bob/work'],
    ['a.js', "const sig = (hmac.update(thing), hmac.digest('base64'));"],
    ['a.js', 'x = /[\'"]/; f({ text: d[p], token: u.token[p-1] }); y = "a";'],
    ['a.py', '"AWS::IAM::AccessKey": "62d91b17309e76c8",'],
  ];
  for (const [path, text] of cases) {
    it(`leaves alone in ${path}: ${text.split('\n')[0] ?? ''}`, async () => {
      assert.deepEqual(await found(text, `src/${path}`), []);
    });
  }
});

describe('detectSecrets: offsets', () => {
  it('counts UTF-16 units, with a BOM, CRLF, lone CR and astral characters before the value', async () => {
    const text = `\ufeff# 🔑 é\r\n# x\rpassword = "${CHOSEN}"\r\n`;
    assert.deepEqual(await found(text), [CHOSEN]);
  });

  it('reports a distinctive value wherever it stands', async () => {
    const text = `password = "${CHOSEN}"\nlog(user)\nretry(${CHOSEN})\n`;
    const matches = await detectSecrets(text, 'a.py');
    assert.deepEqual(
      matches.map(({ range }) => range.start),
      [text.indexOf(CHOSEN), text.lastIndexOf(CHOSEN)],
    );
  });

  it('does not look for plain words elsewhere', async () => {
    const text = 'password = "admin"\nroute("/admin")\n';
    assert.deepEqual(await found(text), ['admin']);
  });

  it('merges overlaps into one match that the provider names', async () => {
    const token = PROVIDER_SAMPLES['GitHub token'] ?? '';
    const matches = await detectSecrets(`github_token = "${token}"`, 'a.py');
    assert.equal(matches.length, 1);
    assert.deepEqual([matches[0]?.kind, matches[0]?.label], ['provider', 'GitHub token']);
  });

  it('is sorted and without overlaps on a file of many secrets', async () => {
    const lines = Object.values(PROVIDER_SAMPLES).map(
      (value, index) => `secret_${index} = "${value}" # token: ${value}`,
    );
    const matches = await detectSecrets(lines.join('\n'), 'a.py');
    assert.equal(matches.length, 2 * lines.length);
    for (const [index, { range }] of matches.entries()) {
      assert.ok(range.start < range.end);
      assert.ok(range.start >= (matches[index - 1]?.range.end ?? 0));
    }
  });
});

describe('detectSecrets: nothing switches it off', () => {
  const token = PROVIDER_SAMPLES['GitHub token'] ?? '';
  for (const comment of [
    'secretlint-disable',
    'secretlint-disable-line',
    'secretlint-disable-next-line',
    'nosec',
    'NOSONAR',
    'nosemgrep',
  ]) {
    it(`finds secrets beside "${comment}"`, async () => {
      const text = `// ${comment}\ncall("${token}"); // ${comment}\nconst password = "${CHOSEN}"; // ${comment}\n`;
      assert.deepEqual(await found(text, 'a.js'), [token, CHOSEN]);
    });
  }
});

describe('detectSecrets: any text', function () {
  // What takes more than linear time takes minutes here; what is linear, some tenths of a second.
  this.timeout(20_000);

  const seeds = [
    'password=', 'password="', "password='", 'password = ("a" + ', 'password: "\\', '"password": "', 'https://a:', 'https://a:b',
    'postgres://a:b@', 'eyJ', 'eyJa.eyJ', 'AKIA', 'sk-', '-----BEGIN ', joined('-----BEGIN PRIV', 'ATE KEY-----'), 'jwt.sign(', 'curl -u ',
    'Bearer AAAAaaaa1', 'SG.', 'xoxb-a-', '"', "'", '`', '\\', 'aA1', 'key', 'token_', 'password ', 'auth=("', '${', '-', '\n', '\r',
    '\u0000', '\ud800', '🔑', 'password="x"\n', 'AccountKey=', 'DriverManager.getConnection(a,', 'password[', 'a, b, password = ',
  ]; // prettier-ignore
  for (const seed of seeds) {
    it(`gets through 200 KB of ${JSON.stringify(seed)}`, async () => {
      const text = seed.repeat(Math.ceil(200_000 / seed.length));
      for (const path of ['a.js', 'a.yml']) {
        for (const { range } of await detectSecrets(text, path)) assert.ok(range.end <= text.length);
      }
    });
  }

  it('finds a secret at the end of a long hostile line', async () => {
    const text = `${'password=\\"'.repeat(20_000)}; password = "${CHOSEN}"`;
    assert.ok((await found(text, 'a.js')).some((value) => value.includes(CHOSEN)));
  });

  it('has nothing to say about an empty text', async () => {
    assert.deepEqual(await detectSecrets('', ''), []);
    assert.deepEqual(await detectSecrets('\ufeff', 'a.py'), []);
  });

  it('finds nothing in a text whose secrets are masked', async () => {
    const text = [
      ...Object.values(PROVIDER_SAMPLES).map((value, index) => `token${index} = "${value}"`),
      `password = "${CHOSEN}"`,
    ].join('\n');
    const masked = maskSecrets(text, await detectSecrets(text, 'a.py'));
    assert.deepEqual(await detectSecrets(masked.text, 'a.py'), []);
  });
});

describe('maskValue', () => {
  it('keeps the length and the line ends, and nothing else', () => {
    assert.equal(maskValue('a🔑\r\nb\rc\nd'), '***\r\n*\r*\n*');
    assert.equal(maskValue(''), '');
  });

  it('gives equal masks to values of equal length', () => {
    assert.equal(maskValue('abcdefgh'), maskValue('12345678'));
  });
});
