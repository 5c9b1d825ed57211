/** The words the personal data map is written in. */

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
  /** Ties rows together; opaque, says nothing about a person once the person is gone. */
  | { is: 'key' }
  /** About the person. Starring masks it, or nulls it where the type or a unique constraint asks for that. */
  | { is: 'personal'; category: Category; element: string; star: 'mask' | 'null' }
  /** About the person, but not handed out; `reason` says why (a password hash, another person's data). */
  | { is: 'withheld'; category: Category; star: 'mask' | 'null'; reason: string }
  /** Stays after starring; `reason` says why. Exported where it has an element. */
  | { is: 'kept'; element?: string; reason: string };

export type Columns = Readonly<Record<string, Column>>;

/** GDPR Art. 15(1) and 30(1): what a person, or a record of processing, is told about a table. */
export interface Processing {
  /** Name of the section in the export, and of one row in it. */
  section: string;
  element: string;
  purpose: string;
  recipients: string;
  source: string;
  retention: string;
}

export type Fate = 'delete' | 'columns';

export type Table =
  | {
      rows: 'customer';
      /** The column that names the customer. */
      by: 'customer_id' | 'id';
      processing: Processing;
      star: Fate;
      /** Delete the rows, or cut the link, clear what is personal and keep the rest, for a reason. */
      destroy: 'delete' | { unlink: string };
      /** Means of access: deleted by every outcome, block included. */
      credential?: true;
      /** Columns that are unique for each customer, where two customers who are joined may both have a row. */
      once?: readonly string[];
      /** The closed-customer guard stands on it. */
      guarded: boolean;
      columns: Columns;
    }
  | { rows: 'matched by'; by: string; processing: Processing; credential: true; columns: Columns }
  /** Of the house, and part of what a customer did: handed out to whom a row of theirs names it, changed by no outcome. */
  | {
      rows: 'referenced';
      by: string;
      referencedBy: Reference[];
      processing: Processing;
      columns: Columns;
    }
  | { rows: 'admin' | 'nobody'; columns: Columns };

/** Where a customer's rows name those of another table. */
export interface Reference {
  table: string;
  column: string;
}

export type CustomerTable = Extract<Table, { rows: 'customer' }>;
export type PersonalDataMap = Readonly<Record<string, Table>>;

export const key: Column = { is: 'key' };
export const personal = (category: Category, element: string, star: 'mask' | 'null' = 'mask'): Column => ({
  is: 'personal',
  category,
  element,
  star,
});
export const withheld = (category: Category, reason: string, star: 'mask' | 'null' = 'null'): Column => ({
  is: 'withheld',
  category,
  star,
  reason,
});
export const fact = (element: string, reason: string): Column => ({ is: 'kept', element, reason });
export const internal = (reason: string): Column => ({ is: 'kept', reason });
