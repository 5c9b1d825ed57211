import * as v from 'valibot';

export const Settings = v.strictObject({
  enabled: v.boolean(),
  authorizationRequired: v.boolean(),
  automaticProcessing: v.boolean(),
  waitingDays: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(30)),
});
export type Settings = v.InferOutput<typeof Settings>;
export const UpdateSettings = v.partial(Settings);
export type UpdateSettings = v.InferOutput<typeof UpdateSettings>;
