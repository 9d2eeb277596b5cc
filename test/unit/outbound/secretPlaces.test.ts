import assert from 'node:assert/strict';
import { detectSecrets } from '../../../src/outbound/secrets.ts';
import { joined, PROVIDER_SAMPLES } from './sampleSecrets.ts';

const CHOSEN = joined('Tr0ub4', 'dor&3x!');
const GENERATED = joined('9f86d081', '884c7d659a2f', 'eaa0c55ad015');
const GITHUB = PROVIDER_SAMPLES['GitHub token'] ?? '';

async function found(path: string, text: string): Promise<string[]> {
  const matches = await detectSecrets(text, `src/${path}`);
  return matches.map(({ range }) => text.slice(range.start, range.end));
}

const title = (path: string, text: string): string => `${path}: ${text.replaceAll('\n', '⏎').slice(0, 90)}`;

describe('detectSecrets: values that stand apart from their name', () => {
  const cases: readonly (readonly [path: string, text: string])[] = [
    // YAML
    ['a.yaml', `db:\n  password: |\n    ${CHOSEN}\nx: 1\n`],
    ['a.yaml', `db:\n  password: >-\n    ${CHOSEN}\nx: 1\n`],
    ['a.yaml', `db:\r\n  password: |-  # kept\r\n    ${CHOSEN}\r\nx: 1\r\n`],
    ['a.yaml', `db:\n  password:\n    ${CHOSEN}\n  user: app\n`],
    ['a.yaml', `db:\n  password:\n    "${CHOSEN}"\n  user: app\n`],
    ['a.yaml', `password: &p ${CHOSEN}\nagain: *p\n`],
    ['a.yaml', `password: !!str ${CHOSEN} # odd\n`],
    ['a.yaml', `password: !!str "${CHOSEN}"\n`],
    ['a.yaml', `passwords:\n  - ${CHOSEN}\nusers:\n  - app\n`],
    ['a.yaml', `passwords:\n- "${CHOSEN}"\nusers: []\n`],
    ['a.yaml', `- user: app\n  password: |\n    ${CHOSEN}\n- user: b\n`],
    ['a.yaml', `env:\n  - name: DB_PASSWORD\n    value: "${CHOSEN}"\n`],
    ['a.yaml', `env:\n  - name: DB_PASSWORD\n    value: ${CHOSEN}\n  - name: X\n    value: y\n`],
    ['a.json', `{ "name": "DB_PASSWORD", "value": "${CHOSEN}" }`],
    ['a.tf', `env {\n  name  = "DB_PASSWORD"\n  value = "${CHOSEN}"\n}`],
    // Expressions
    ['a.py', `password = os.getenv("X", "${CHOSEN}")`],
    ['a.py', `password = os.environ.get("X", "${CHOSEN}")`],
    ['a.py', `password = config("X", default="${CHOSEN}")`],
    ['a.py', `password = None if dev else "${CHOSEN}"`],
    ['a.py', `password = load() or "${CHOSEN}"`],
    ['a.py', `password = (\n    load()\n    or "${CHOSEN}"\n)`],
    ['a.js', `const password = process.env.P ?? '${CHOSEN}';`],
    ['a.js', `const password = env.P || '${CHOSEN}';`],
    ['a.js', `const password =\n  env.P ||\n  '${CHOSEN}';`],
    ['a.js', `const password = dev ? '${CHOSEN}' : load();`],
    ['a.js', `const password = mode === 'prod' ? load() : '${CHOSEN}';`],
    ['a.js', `login({ password: args.password ?? '${CHOSEN}', user: args.user ?? 'nobody' });`],
    ['A.java', `String password = System.getenv().getOrDefault("X", "${CHOSEN}");`],
    ['a.py', `setattr(account, "password", "${CHOSEN}")`],
    ['a.py', `getattr(account, "password", "${CHOSEN}")`],
    ['a.py', `if "${CHOSEN}" == password: pass`],
    ['a.js', `if ('${CHOSEN}' === request.body.password) grant();`],
    ['A.java', `if ("${CHOSEN}".equals(password)) {`],
    ['a.py', `token = f"{prefix}-${GENERATED}"`],
    ['a.py', `secret = "".join(["${GENERATED}"])`],
    // Text within text
    ['a.py', `ENV = """\nDB_PASSWORD=${CHOSEN}\nNAME=x\n"""`],
    ['a.js', `const env = \`\npassword: ${CHOSEN}\n\`;`],
    ['a.py', `# the old password was ${CHOSEN}`],
    // Commands, SQL, markup, headers
    ['Dockerfile', `FROM x\nENV DB_PASSWORD ${CHOSEN}\n`],
    ['a.sh', `mysql -u root -p${CHOSEN} db`],
    ['a.sh', `mysqldump -u root -p'${CHOSEN}' db > dump.sql`],
    ['a.sh', `redis-cli -h cache -a ${CHOSEN} ping`],
    ['a.sh', `docker login -u bob -p ${CHOSEN} registry.internal`],
    ['redis.conf', `port 6379\nrequirepass ${CHOSEN}\n`],
    ['a.sql', `CREATE USER app IDENTIFIED BY '${CHOSEN}';`],
    ['a.sql', `CREATE USER 'app'@'%' IDENTIFIED WITH caching_sha2_password BY '${CHOSEN}';`],
    ['a.sql', `ALTER USER app WITH PASSWORD '${CHOSEN}';`],
    ['a.sql', `create role app login password '${CHOSEN}';`],
    ['a.py', `cur.execute("ALTER USER app PASSWORD '${CHOSEN}'")`],
    ['a.html', `<input type="password" value="${CHOSEN}">`],
    ['a.html', `<input value='${CHOSEN}' name=p type=password>`],
    ['a.py', `headers = {"Authorization": "Token ${GENERATED}"}`],
    ['a.sh', `wget --header='Authorization: token ${GENERATED}' https://service.internal`],
    ['a.js', `fetch('https://service.internal/a?key=${GENERATED}')`],
    ['a.js', `fetch(\`https://service.internal/a?b=1&token=${GENERATED}\`)`],
    ['a.py', `login("admin", "${CHOSEN}")`],
    ['a.py', `creds = ("admin", "${CHOSEN}")`],
    ['a.php', `new mysqli("localhost", "app", "${CHOSEN}", "db");`],
    ['a.py', `dsn = "mysql://app:%s@db" % "${CHOSEN}"`],
    ['a.py', `box = Fernet("${GENERATED}")`],
    ['a.py', `hmac.digest(b"${GENERATED}", message, "sha256")`],
    ['a.js', `crypto.createCipheriv('aes-256-cbc', '${GENERATED}', iv)`],
  ];
  for (const [path, text] of cases) {
    it(`finds the value in ${title(path, text)}`, async () => {
      const [value, ...others] = await found(path, text);
      assert.ok(value);
      assert.deepEqual(others, []);
      const expected = text.includes(CHOSEN) ? CHOSEN : GENERATED;
      assert.ok(value.includes(expected), 'the value is not covered');
      assert.ok(value.length <= expected.length + '{prefix}-'.length, 'more than the value is covered');
    });
  }

  it('finds both branches of a conditional', async () => {
    const other = `${CHOSEN}9`;
    assert.deepEqual(await found('a.py', `password = "${CHOSEN}" if dev else "${other}"`), [CHOSEN, other]);
    assert.deepEqual(await found('a.js', `const password = dev ? '${CHOSEN}' : '${other}';`), [CHOSEN, other]);
  });

  it('takes a block of several lines for one value', async () => {
    const text = `secret_key: |\n  ${GENERATED}\n  a${GENERATED}\nx: 1\n`;
    assert.deepEqual(await found('a.yaml', text), [`${GENERATED}\n  a${GENERATED}`]);
  });

  for (const joint of ['" + "', '" +\n  "', '" "', '" . "']) {
    it(`finds a provider's token in pieces, joined by ${JSON.stringify(joint)}, without a name`, async () => {
      const text = `x = ["é🔑", "a" + "b"]\nt = "${GITHUB.slice(0, 20)}${joint}${GITHUB.slice(20)}"\n`;
      assert.deepEqual(await found('a.py', text), [`${GITHUB.slice(0, 20)}${joint}${GITHUB.slice(20)}`]);
    });
  }
});

describe('detectSecrets: what stands in such a place and is no secret', () => {
  const cases: readonly (readonly [path: string, text: string])[] = [
    ['a.yaml', 'password: |\n  {{ vault_password }}\nx: 1\n'],
    ['a.yaml', 'password: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  62313365396662343061393464336163\n'],
    ['a.yaml', 'password:\n  secretKeyRef:\n    name: orders-db-7\n    key: password1x\n'],
    ['a.yaml', 'password:\nuser: app1x9\n'],
    ['a.yaml', 'secrets:\n  - orders-database\n  - source: tls1x9key\n'],
    ['a.yaml', '- name: DB_PASSWORD\n  valueFrom:\n    secretKeyRef: { name: orders-db-1x9 }\n'],
    ['a.yaml', '- name: DB_PASSWORD\n  value: $(DB_PASSWORD_1)\n'],
    ['a.yaml', '- name: password\n  value: text\n'],
    ['a.js', "const field = { name: 'password', value: 'Your password' };"],
    ['a.js', "const type = show ? 'text' : 'password';"],
    ['a.js', "const password = show ? 'Hide password' : 'Show password';"],
    ['a.js', "const password = strong ? 'strong' : 'weak';"],
    ['a.js', "login({ password: request.body.password, role: request.body.role || 'guest1x9' });"],
    ['a.js', 'const password = request.body.password;\nconst name = request.body.name || "nobody1x9";'],
    ['a.js', "const token = lexer.peek() ? 'keyword' : 'operator';"],
    ['a.py', 'def check(password):\n    return password or load("settings1x9")'],
    ['a.py', 'password = config.get("database", "db_passwd_field")'],
    ['a.py', 'if "password" == kind: pass'],
    ['a.py', '# the password is required, the token was rejected'],
    ['a.py', '"""Return the library identified by \'name\'. The path\n"""'],
    ['a.sh', 'mysql -u root -p db'],
    ['a.sh', 'mysql -u root -p"$PASSWORD" db'],
    ['a.sh', 'mysqldump --protocol=tcp -P 3307 db'],
    ['a.sql', "ALTER USER app WITH PASSWORD '${APP_PASSWORD}';"],
    ['a.sql', "ALTER USER app IDENTIFIED BY '{{ password }}';"],
    ['a.html', '<input type="password" value="">'],
    ['a.html', '<input type="password" value="{{ form.password }}"><input type="submit" value="Log in 2 go">'],
    ['a.jsx', '<input type="password" value={state.password} />'],
    ['a.js', 'fetch(`https://service.internal/a?key=${key}&token=${token}`)'],
    ['a.js', "fetch('https://service.internal/list?key=name&sort=asc')"],
    ['a.py', 'headers = {"Authorization": "Token " + token}'],
    ['a.py', 'login("user", "Log in")'],
    ['a.py', 'token = f"{prefix}-{name}-suffix-of-words"'],
    ['a.py', 'auth = \'Digest username="%s", nonce="%s", cnonce="1522e61005789929"\' % (name, nonce)'],
    ['a.js', 'const TOKEN = "/oauth2/v2.0/token";'],
    ['a.js', 're.auth = `(?:(?:(?!${re.space}|[@/\\\\[\\\\]()]).){1,50}@)?`;'],
    ['a.ts', 'type Login = {\n  password: Text & Secret2\n  token: Foo1 | Bar2\n}'],
    ['a.js', 'return {\n  password: a1&b2\n}'],
  ];
  for (const [path, text] of cases) {
    it(`leaves alone ${title(path, text)}`, async () => {
      assert.deepEqual(await found(path, text), []);
    });
  }
});

describe('detectSecrets: such places in hostile text', function () {
  // What takes more than linear time takes minutes here; what is linear, some tenths of a second.
  this.timeout(20_000);

  const seeds = [
    'password:\n', 'password: |\n', 'password:\n  - a\n', 'password: &a ', '- name: PASSWORD\n  value: ', 'name: "a", ', 'password = a || ',
    'password = a ? ', 'password = ((', 'password = f("', '"" == password', '" == password ', 'setattr(a, "password", ', '" + "', '"a" ', 'mysql ',
    'mysql -p', 'docker login -p', 'IDENTIFIED BY ', "IDENTIFIED BY '", 'USER a PASSWORD ', '<input type=password ', '<input ', 'authorization: token ',
    '?key=', '&key=a', 'login("a", ', 'creds = ("a", ', '://a:%s@', 'Fernet("', 'ENV PASSWORD ', 'the password was ', 'password = """\nX=', '{1}',
    'password = "{a}', 'ghp_"+"', ' or ', '\t', 'password = "a" if b else ',
  ]; // prettier-ignore
  for (const seed of seeds) {
    it(`gets through 200 KB of ${JSON.stringify(seed)}`, async () => {
      const text = seed.repeat(Math.ceil(200_000 / seed.length));
      for (const path of ['a.js', 'a.yml', 'Dockerfile']) {
        for (const { range } of await detectSecrets(text, path)) assert.ok(range.end <= text.length);
      }
    });
  }
});
