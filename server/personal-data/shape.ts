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
  | { is: 'personal'; category: Category; element: string; star: 'mask' | 'null' }
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

export type Table =
  | {
      rows: 'customer';
      /** The column that names the customer. */
      by: 'customer_id' | 'id';
      processing: Processing;
      star: StarAction;
      /** `delete` the rows; or `unlink` them from the customer, set personal columns to null and keep the rest, for the reason given. */
      destroy: 'delete' | { unlink: string };
      /** Gives access to the account: every outcome but a refusal deletes it, block included. */
      credential?: true;
      /** Columns that are unique for each customer: when two customers are joined, both may have a row. */
      uniquePerCustomer?: readonly string[];
      /** Whether the closed-customer guard (`closed-customer.ts`) protects the table. */
      guarded: boolean;
      columns: Columns;
    }
  | { rows: 'matched by'; by: string; processing: Processing; credential: true; columns: Columns }
  /** The company's own rows to which a customer's rows refer. The export includes them; no outcome changes them. */
  | {
      rows: 'referenced';
      by: string;
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
