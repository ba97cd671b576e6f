import { styleText } from 'node:util';
import type { ScenarioName } from '../engine/report.ts';
import { clip, filled, NARROW, WIDEST, width } from './layout.ts';

/** What a report for a person may know of who reads it, and of what it is about. */
export interface Look {
  readonly color: boolean;
  readonly columns: number;
  /** Nothing is cut to fit: a file or a log keeps any line, and whoever searches it wants all of it. */
  readonly whole?: boolean;
  readonly place: Place;
}

/** The account that was looked at. */
export interface Place {
  /** For a person: `an embedded account`, `us-east-1, profile prod`. */
  readonly name: string;
  /** What points the `aws` command there; none where that has nothing to look at. */
  readonly aws?: AwsOptions;
  /** Where a run is given more time, for a person; `canary run` has an option. */
  readonly moreTime?: string;
  /** What the AWS console can show of it; none where it was not AWS that answered. */
  readonly awsConsole?: AwsConsole;
}

/** Of the `aws` command, for the service that it asks: each may have an endpoint of its own. */
export type AwsOptions = (service: AwsService) => string;
export type AwsService = 'dynamodb' | 'lambda' | 'logs' | 'sts';

export interface AwsConsole {
  readonly region: string;
  /** The canary's own function, where the run was one of the deployed canary's. */
  readonly canary?: string;
}

type Format = Parameters<typeof styleText>[0];
export type Paint = (format: Format, text: string) => string;

/** A labelled paragraph, of so many lines at most. */
export type Row = (label: string, text: string, mostLines?: number) => void;

/** Colour where it is wanted; whether it is, the caller knows, so Node need not look at a stream. */
export function painter({ color }: Pick<Look, 'color'>): Paint {
  return (format, text) => (color ? styleText(format, text, { validateStream: false }) : text);
}

export const marks = { passed: '✓', failed: '✗', broken: '!' } as const;
export const colors = { passed: 'green', failed: 'red', broken: 'yellow' } as const;
/** What colours are on a page. */
export const tones = { passed: 'good', failed: 'bad', broken: 'unsure' } as const;
export type Tone = (typeof tones)[keyof typeof tones];

/** How the columns of a terminal are used, and what makes a text fit into some of them. */
export function pageOf({ columns, whole = false }: Look) {
  const cut = whole ? (text: string) => text : clip;
  return {
    columns: Math.min(columns, WIDEST),
    narrow: columns < NARROW,
    clip: cut,
    fit: (text: string, room: number) => filled(cut(text, room), room),
  };
}

/** Room for the longest of these names, and a space; a scenario of one's own may be called anything. */
export function nameRoom(names: readonly ScenarioName[]): number {
  return Math.min(24, Math.max(...names.map(width))) + 1;
}
