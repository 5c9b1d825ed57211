import * as v from 'valibot';
import { TimeZone } from '../values/date-schema.ts';
import {
  MAX_ACKNOWLEDGEMENT_DAYS,
  MAX_DECISIONS_ALERT,
  MAX_LOGO_BYTES,
  MAX_WAITING_DAYS,
} from '../values/limits-and-periods.ts';
import { Email, emptyAsNull, typedLine } from '../values/schema.ts';

/** Which outcomes one member proposes and another approves. */
export const SecondApproval = v.picklist(['off', 'destroy', 'every']);

export const Settings = v.strictObject({
  enabled: v.boolean(),
  authorizationRequired: v.boolean(),
  automaticProcessing: v.boolean(),
  waitingDays: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_WAITING_DAYS)),
  /** How long a system has to acknowledge an erasure before it is overdue. */
  acknowledgementDays: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_ACKNOWLEDGEMENT_DAYS)),
  /** When one admin decides more requests in an hour, every owner gets a letter. */
  decisionsPerHourAlert: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_DECISIONS_ALERT)),
  secondApproval: SecondApproval,
  /** The time zone of the operator's calendar, whose days deadlines are. Null, and UTC, until an admin chooses one. */
  timeZone: v.nullable(v.string()),
  /** Who runs this Lethe, and how to reach them: both stand under every letter. */
  operatorName: v.nullable(v.string()),
  operatorContact: v.nullable(v.string()),
  /** Where answers to letters go; null for the sender's own address. */
  replyAddress: v.nullable(v.string()),
});
export type Settings = v.InferOutput<typeof Settings>;
/** `proposedTimeZone` is the browser's; it applies only if no admin has chosen a time zone. */
export const UpdateSettings = v.partial(
  v.strictObject({
    ...Settings.entries,
    timeZone: TimeZone,
    proposedTimeZone: TimeZone,
    operatorName: emptyAsNull(typedLine(100, 1)),
    operatorContact: emptyAsNull(typedLine(200, 1)),
    replyAddress: emptyAsNull(Email),
  }),
);
/** Who runs this Lethe, for letters and pages. */
export const Operator = v.pick(Settings, ['operatorName', 'operatorContact']);
export type Operator = v.InferOutput<typeof Operator>;

/** The operator's logo. Its path has a hash of the picture, so that another picture has another path. */
export const Logo = v.strictObject({ path: v.string(), width: v.number(), height: v.number() });
export type Logo = v.InferOutput<typeof Logo>;
export const OperatorOnPages = v.strictObject({ ...Operator.entries, logo: v.nullable(Logo) });
export type OperatorOnPages = v.InferOutput<typeof OperatorOnPages>;

/** A file in base64. What it is, only its bytes say. */
export const SaveLogo = v.strictObject({
  image: v.pipe(
    v.string(),
    v.maxLength(Math.ceil(MAX_LOGO_BYTES / 3) * 4, 'logo_too_large'),
    v.base64('invalid_character'),
  ),
});
export const RemovedLogo = v.strictObject({ removed: v.boolean() });
export type UpdateSettings = v.InferOutput<typeof UpdateSettings>;
