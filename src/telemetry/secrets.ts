/**
 * What a secret looks like in a text: by its shape, or by the name it is assigned to. Every pattern
 * takes time in proportion to the text, whatever is in it: none can begin inside of what it has
 * already looked at (hence the lookbehinds), and none has two ways to match the same characters.
 */

export const REDACTED = '<redacted>';

const SECRET =
  /token|secret|passw|passphrase|(?<![a-z])pass(?![a-z])|pwd|authoriz|cookie|credential|(?:api|access|account|private)[-_.]?key|signature|claims|session|jwt|bearer/i;
/** `ExpiredTokenException: …` assigns no token: it is what has to be read. */
const ERROR_NAME = /(error|exception|fault)$/i;

/** Whether what has this name must not be written. */
export function isSecretName(name: string): boolean {
  return SECRET.test(name) && !ERROR_NAME.test(name);
}

const PRIVATE_KEY = /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\s\S]*?(?:-----END|$)/g;
/** A log's tail may begin inside of one. */
const END_OF_PRIVATE_KEY = /^[\s\S]*-----END(?= [A-Z ]{0,40}PRIVATE KEY-----)/;
/** Two to five parts, the first of which is JSON in base64url: `{"` is always `eyJ`. */
const JWT = /(?<![\w-])eyJ[\w-]{5,}\.[\w-]+(?:\.[\w-]*){0,3}/g;
/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids */
const AWS_KEY_ID = /(?<![A-Z0-9])(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Z0-9])/g;
/** How the tokens of STS begin: base64 of their own header. */
const AWS_SESSION = /(?<![\w+/=])(?:IQoJb3JpZ2lu|FwoGZXIvYXdz|FQoGZXIvYXdz)[\w+/=]+/g;
const BEARER = /(?<!\w)(bearer)\s+[\w.~+/=-]{8,}/gi;
/** Base64 of `user:password`: nothing else is taken for it, since "basic" is a word like any other. */
const BASIC = /(?<!\w)(basic)\s+([A-Za-z\d+/]{6,}={0,2})/gi;
const USER_IN_URL = /(?<![a-z0-9+.-])([a-z][a-z0-9+.-]*:\/\/)[^\s/?#]+@/gi;

/** What each of those begins with: most texts have none of it, and are looked at once and not six times. */
const SHAPED =
  /-----BEGIN|eyJ|AKIA|ASIA|ABIA|ACCA|IQoJb3JpZ2lu|FwoGZXIvYXdz|FQoGZXIvYXdz|bearer|basic|-----END|:\/\//i;

/** Also what JSON begins with, since there is no telling by its looks what is in that. */
const SUSPECT = new RegExp(`[[{]|${SHAPED.source}|${SECRET.source}`, 'i');

/** Whether a text, or a name, has to be looked at closer: most have nothing of it. */
export function isSuspect(text: string): boolean {
  return SUSPECT.test(text);
}

/** In JSON a word may come right after an escape, and a letter or a slash may be hidden in one. */
const SUSPECT_JSON = new RegExp(
  String.raw`\\[u/]|\\[bfnrt]pass|${SHAPED.source}|${SECRET.source}`,
  'i',
);

/** The same of a whole as JSON: where it says no, nothing in it has to be looked at. */
export function isSuspectJson(json: string): boolean {
  return SUSPECT_JSON.test(json);
}

/** The text with all of that taken out. What is redacted once stays as it is. */
export function withoutSecrets(text: string): string {
  const shapeless = SHAPED.test(text) ? withoutShaped(text) : text;
  // A name that is a secret's is part of the text.
  return SECRET.test(shapeless) ? withoutAssigned(shapeless) : shapeless;
}

function withoutShaped(text: string): string {
  return text
    .replaceAll(PRIVATE_KEY, REDACTED)
    .replace(END_OF_PRIVATE_KEY, REDACTED)
    .replaceAll(JWT, REDACTED)
    .replaceAll(AWS_KEY_ID, REDACTED)
    .replaceAll(AWS_SESSION, REDACTED)
    .replaceAll(BEARER, `$1 ${REDACTED}`)
    .replaceAll(BASIC, (all, scheme, base64) => (isUser(base64) ? `${scheme} ${REDACTED}` : all))
    .replaceAll(USER_IN_URL, `$1${REDACTED}@`);
}

function isUser(base64: string): boolean {
  return /^[\x20-\x7e]*:[\x20-\x7e]*$/.test(Buffer.from(base64, 'base64').toString());
}

/** `name=`, `name: `, `"name":`, `\"name\":`, `name =>`. */
const NAME = /(?<![\w.-])([\w.-]+)\\*["']?\s*[=:]{1,2}>?\s*/g;
const OPENING = /(\\*)(["'])/y;
/** Only the beginning of what should be JSON: where it ends cannot be known, so not before its line. */
const NESTED = /[{[][^\r\n]*[^}\]]*/y;
const WORD = /[^\s"',;&{}[\])]+/y;
const REST_OF_LINE = /[^\r\n]+/y;
/** Headers whose value has blanks and semicolons in it. */
const HEADER = /authorization$|cookie$/i;

function withoutAssigned(text: string): string {
  let kept = '';
  let from = 0;
  for (const { 0: assignment, 1: name = '', index } of text.matchAll(NAME)) {
    const start = index + assignment.length;
    if (start <= from || !isSecretName(name)) continue;
    const value = valueAt(text, start, HEADER.test(name) ? REST_OF_LINE : WORD);
    if (value === '') continue;
    const quote = /^\\*["']/.exec(value)?.[0] ?? '';
    const inner = quote.slice(0, -1); // JSON in JSON: the closing quote has it too
    kept += text.slice(from, start) + quote + REDACTED + (value.endsWith(inner) ? inner : '');
    from = start + value.length;
  }
  return kept + text.slice(from);
}

function valueAt(text: string, start: number, bare: RegExp): string {
  return quotedAt(text, start) ?? at(NESTED, text, start)?.[0] ?? at(bare, text, start)?.[0] ?? '';
}

/** Without its closing quote, and all the rest where there is none. */
function quotedAt(text: string, start: number): string | undefined {
  const [opening, { length: own } = '', quote] = at(OPENING, text, start) ?? [];
  if (opening === undefined) return undefined;
  let backslashes = 0;
  for (let end = start + opening.length; end < text.length; end += 1) {
    if (text[end] === quote && closes(backslashes, own)) return text.slice(start, end);
    backslashes = text[end] === '\\' ? backslashes + 1 : 0;
  }
  return text.slice(start);
}

/**
 * Each level of JSON in JSON turns n backslashes before a quote into 2n + 1. A quote with as many as
 * the opening one closes the value, also after backslashes that belong to the value; one with fewer
 * closes the text around it; any other belongs to the value.
 */
function closes(backslashes: number, own: number): boolean {
  return backslashes < own || (backslashes - own) % (2 * (own + 1)) === 0;
}

function at(pattern: RegExp, text: string, start: number): RegExpExecArray | null {
  pattern.lastIndex = start;
  return pattern.exec(text);
}
