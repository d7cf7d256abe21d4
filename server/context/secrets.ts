/**
 * Whether a variable of this name holds a secret: `DB_PASSWORD`, `API_KEY`, `GITHUB_TOKEN`. The telling word must come last:
 * `TOKEN_TTL`, `SECRET_NAME`, `PASSWORD_FILE` and `ACCESS_KEY_ID` hold no secret.
 */
export function isSecretName(name: string): boolean {
  const plain = name.replace(/([a-z\d])([A-Z])/g, '$1_$2').toUpperCase();
  return telling.test(plain) && !harmless.test(plain);
}

const telling =
  /(?:^|[_.-])(?:PASSWORD|PASSWD|PASS|PASSPHRASE|PWD|SECRETS?|TOKEN|CREDENTIALS?|API_?KEY|SECRET_?KEY|PRIVATE_?KEY|ACCESS_?KEY|ENCRYPTION_?KEY|SIGNING_?KEY|MASTER_?KEY|AUTH_?KEY|JWT_?KEY)$/;
/** The working directory of a shell, and switches such as ALLOW_EMPTY_PASSWORD. */
const harmless = /^(?:OLD)?PWD$|(?:^|_)(?:PUBLIC|ALLOW|EMPTY|NO|USE|ENABLE|DISABLE|REQUIRE|HIDE|SHOW|MAX|MIN)(?:_|$)/;

/** Whether BuildKit's check SecretsUsedInArgOrEnv takes a variable of this name for a secret: it looks at single words. */
export const namesSecretToBuildKit = (name: string): boolean => wordOfSecret.test(name) && !wordOfHarmless.test(name);

const wordOfSecret = /(?:_|^)(?:apikey|auth|credential|credentials|key|password|pword|passwd|secret|token)(?:_|$)/i;
const wordOfHarmless = /(?:_|^)(?:public|file|version)(?:_|$)/i;

/** Whether a value is a placeholder: `CHANGE_ME`, `your_api_key_here`, `<token>`, `xxxx`, `TODO`. */
export function isPlaceholder(value: string): boolean {
  return (
    /(?:^|[^A-Za-z])change[_-]?(?:me|this)(?:[^A-Za-z]|$)/i.test(value) ||
    /(?:^|[^A-Za-z])(?:replace|fill)[_-]?(?:me|in|this)(?:[^A-Za-z]|$)/i.test(value) ||
    /(?:^|[^A-Za-z])your[_-](?:[\w-]*[_-])?here(?:[^A-Za-z]|$)/i.test(value) ||
    /^your[_-][\w-]*(?:password|secret|token|key)$/i.test(value) ||
    /^<[^<>]+>$/.test(value) ||
    /^x{3,}$/i.test(value) ||
    /^(?:TODO|FIXME|TBD)\b/.test(value)
  );
}

/** Whether a value is one that everyone tries first: `postgres`, `my-secret-pw`, `dev-password`. */
export const isWellKnown = (value: string): boolean =>
  wellKnown.test(value) ||
  /(?:^|[_-])(?:insecure|dev|development|test|testing|local|localhost|demo|sample|notasecret)(?:[_-]|$)/i.test(value);

const wellKnown =
  /^(?:pass(?:word|wd|phrase)?|pwd?|secret|token|(?:api)?key|postgres|root|toor|admin|mysql|mongo(?:db)?|redis|rabbit(?:mq)?|guest|tests?|user(?:name)?|default|foo|bar|baz|qwerty|letmein|minio(?:admin)?|elastic|changeit|not[_-]?a[_-]?secret|(?:my|our|your|some|super|top|app|db|root|admin|user|very)[_-]?(?:secret|password|passwd|pass|pw|token|key)(?:[_-]?(?:pw|key|token|password|value))?|secret[_-]?(?:key|token|password)|(?:pre)?build(?:er|time)?|ci|temp|tmp|none|empty|unset|whatever|something|anything|random|hello|asdf|x-oauth-basic|x-access-token|not[_-]?(?:set|used|needed|real|secret)|p[a4@][s5$]{2}w[o0]rd\d*|1234\d*|abc123)$/i;

/** Whether a value may be a real secret: no path, number, switch, address, dummy or variable. */
export function isLiteralSecret(value: string): boolean {
  if (value.length < 3 || value.includes('$')) {
    return false;
  }
  if (/^(?:true|false|yes|no|on|off|none|null|nil|undefined|enabled|disabled|required|optional)$/i.test(value)) {
    return false;
  }
  if (/^[\d.]+$/.test(value) || /^(?:\.{0,2}\/|~)/.test(value) || /^[a-z][a-z\d+.-]*:\/\//i.test(value)) {
    return false;
  }
  return !/(?:^|[_-])(?:dummy|fake|unused|ignored|placeholder|example)(?:[_-]|$)/i.test(value);
}

/** Part of every path that `secretFile` knows; most paths have none. */
const suspicious =
  /\.env|id_|\.pem|\.key|\.p12|\.pfx|npmrc|pypirc|netrc|\.git-credentials|dockercfg|kubeconfig|\.(?:aws|ssh|gnupg|kube|docker)|secrets/i;

/** The kind of secret that a file holds by its name; undefined for all other files. */
export function secretFile(path: string): string | undefined {
  if (!suspicious.test(path)) {
    return undefined;
  }
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  const name = parts.at(-1) ?? '';
  const folders = parts.slice(0, -1);
  if (/^\.env(?:[.*]|$)/.test(name)) {
    return /(?:^|[.-])(?:example|sample|template|tmpl|dist|defaults?)$/i.test(name) ? undefined : 'an environment file';
  }
  if (/^id_(?:rsa|dsa|ecdsa|ed25519)$/.test(name)) {
    return 'a private key';
  }
  if (/\.(?:pem|key|p12|pfx)$/i.test(name)) {
    return isPublic(name) ? undefined : 'a private key';
  }
  if (/^(?:\.npmrc|\.pypirc|[._]netrc|\.git-credentials|\.dockercfg|kubeconfig)$/.test(name)) {
    return 'a file with credentials';
  }
  const ofTool = [name, ...folders].find((part) => /^\.(?:aws|ssh|gnupg|kube|docker)$/.test(part));
  if (ofTool === '.docker') {
    return name === 'config.json' ? 'a file with credentials' : undefined;
  }
  if (ofTool !== undefined) {
    const isHarmless = /(?:\.pub|known_hosts|authorized_keys)$/.test(name) || (name === 'config' && ofTool !== '.kube');
    return isHarmless ? undefined : 'a file with credentials';
  }
  if (/^\.?secrets$/.test(name) || /^\.?secrets$/.test(folders.at(-1) ?? '')) {
    return 'a folder of secrets';
  }
  return undefined;
}

/** Certificates, and keys that verify packages, are public. */
const isPublic = (name: string): boolean =>
  /(?:^|[._-])(?:ca|cacert|cacerts|cert|certs|certificate|chain|fullchain|bundle|public|pub|pubkey|root|signing|gpg|apt|archive|repo|release|keyring)(?:[._-]|$)/i.test(
    name,
  );
