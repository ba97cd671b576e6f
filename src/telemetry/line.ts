import { cutMiddle } from './redact.ts';

/**
 * A log line is at most 10 KB, its line break included: CloudWatch Logs takes more, but a terminal,
 * a mail and a person do not. https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
 */
const LONGEST_LINE = 10 * 1024 - 1;

/** How long a text and a list may be: shortened together until all of them fit. */
const ROUNDS = [
  { text: 4_000, items: 100 },
  { text: 1_500, items: 50 },
  { text: 500, items: 20 },
  { text: 150, items: 10 },
];

/** The same, cut down until its JSON is a line; of what still does not fit, the first that does. */
export function fitted(value: unknown): unknown {
  let cut = value;
  for (const round of ROUNDS) {
    if (bytesOf(cut) <= LONGEST_LINE) return cut;
    cut = shortened(cut, round);
  }
  return bytesOf(cut) <= LONGEST_LINE ? cut : asManyAsFit(cut);
}

function shortened(value: unknown, most: (typeof ROUNDS)[number]): unknown {
  if (typeof value === 'string') return cutMiddle(value, most.text);
  if (Array.isArray(value)) return value.slice(0, most.items).map((item) => shortened(item, most));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).slice(0, most.items);
  return Object.fromEntries(entries.map(([name, field]) => [name, shortened(field, most)]));
}

/** What says which run, scenario and step it was comes first, and is short. */
function asManyAsFit(value: unknown): unknown {
  let left = LONGEST_LINE - bytesOf({});
  const entries = Object.entries(value ?? {}).filter((entry) => {
    const bytes = bytesOf(Object.fromEntries([entry]));
    if (bytes > left) return false;
    left -= bytes;
    return true;
  });
  return Object.fromEntries(entries);
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value) ?? '');
}
