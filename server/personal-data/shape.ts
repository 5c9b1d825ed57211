/** The vocabulary of the personal data map. */

/** GDPR Art. 15(1)(b): the categories of personal data concerned. */
export type Category =
  | 'identity'
  | 'contact'
  | 'billing'
  | 'service'
  | 'access'
  | 'device'
  | 'correspondence'
  | 'preference';

export type Column =
  /** Links rows; opaque, so it says nothing about a person once the person's data is gone. */
  | { is: 'key' }
  /** About the person. Starring masks it, or sets it to null where the type or a unique constraint requires that. */
  | {
      is: 'personal';
      category: Category;
      element: string;
      star: 'mask' | 'null';
      /** Part of the fingerprint by which a decision notices that the customer changed after the letter was prepared. */
      identifies?: true;
    }
  /** About the person, but left out of the export; `reason` says why (a password hash, another person's data). */
  | { is: 'withheld'; category: Category; star: 'mask' | 'null'; reason: string }
  /** Stays after starring; `reason` says why. The export includes it where it has an element. */
  | { is: 'kept'; element?: string; reason: string };

export type Columns = Readonly<Record<string, Column>>;

/** What the export and the inventory say about a table: GDPR Art. 15(1) and 30(1). Customers read these texts. */
export interface Processing {
  /** Name of the section in the export, and of one row in it. */
  section: string;
  element: string;
  purpose: string;
  recipients: string;
  source: string;
  retention: string;
}

export type StarAction = 'delete' | 'columns';

/** The columns by which the export sorts rows, oldest first. Keys come after them: rows of one moment have one order in every file. */
type Order = readonly string[];

export type Table =
  | {
      rows: 'customer';
      /** The column that names the customer. */
      by: 'customer_id' | 'id';
      order: Order;
      /** The table whose rows enclose this one's in the export, and the column that refers to them. */
      inside?: { table: string; link: string };
      /** A sign-up alone writes rows here. A row in any other table means that the person came in, or that others wrote about them. */
      madeBySignUp?: true;
      processing: Processing;
      star: StarAction;
      /** `delete` the rows; or `unlink` them from the customer, set personal columns to null and keep the rest, for the reason given. */
      destroy: 'delete' | { unlink: string };
      /** Gives access to the account: every outcome but a refusal deletes it, block included. */
      credential?: true;
      /** Columns that are unique for each customer: when two customers are joined, both may have a row. */
      uniquePerCustomer?: readonly string[];
      /** Lethe writes these rows as it runs, or derives them from others: they do not outdate a proposed decision. */
      trace?: true;
      /** Whether the closed-customer guard (`closed-customer.ts`) protects the table. */
      guarded: boolean;
      columns: Columns;
    }
  | {
      rows: 'matched by';
      by: string;
      order: Order;
      processing: Processing;
      credential: true;
      columns: Columns;
    }
  /** The company's own rows to which a customer's rows refer. The export includes them; no outcome changes them. */
  | {
      rows: 'referenced';
      by: string;
      order: Order;
      referencedBy: Reference[];
      processing: Processing;
      columns: Columns;
    }
  | { rows: 'admin' | 'nobody'; columns: Columns };

/** The column in which a customer's rows refer to rows of another table. */
export interface Reference {
  table: string;
  column: string;
}

export type CustomerTable = Extract<Table, { rows: 'customer' }>;
export type PersonalDataMap = Readonly<Record<string, Table>>;

export const key: Column = { is: 'key' };
export const personal = (
  category: Category,
  element: string,
  star: 'mask' | 'null' = 'mask',
): Extract<Column, { is: 'personal' }> => ({
  is: 'personal',
  category,
  element,
  star,
});
/** See `identifies` of `Column`. */
export const identifying = (column: Extract<Column, { is: 'personal' }>): Column => ({
  ...column,
  identifies: true,
});
export const withheld = (category: Category, reason: string, star: 'mask' | 'null' = 'null'): Column => ({
  is: 'withheld',
  category,
  star,
  reason,
});
export const fact = (element: string, reason: string): Column => ({ is: 'kept', element, reason });
export const internal = (reason: string): Column => ({ is: 'kept', reason });
