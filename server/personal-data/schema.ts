import * as v from 'valibot';

export const Outcome = v.picklist(['block', 'star', 'destroy', 'refuse']);
export type Outcome = v.InferOutput<typeof Outcome>;
/** What Lethe stores about a customer, by table of the map. */
export const InventoryOutput = v.strictObject({
  items: v.array(
    v.strictObject({
      table: v.string(),
      section: v.string(),
      purpose: v.string(),
      recipients: v.string(),
      source: v.string(),
      retention: v.string(),
      rows: v.number(),
    }),
  ),
});
