import type { Sql } from 'postgres';
import { auditEntryFragment } from '../../audit/queries.ts';
import type { Logo, OperatorOnPages } from '../schema.ts';
import type { Letterhead, Picture } from './bytes.ts';
import { LOGO_PATH } from './rules.ts';

export async function saveLogo(
  sql: Sql,
  adminId: string,
  { type, width, height, image }: Picture,
): Promise<Logo> {
  const audited = auditEntryFragment(sql, { actor: adminId, action: 'logo_saved' });
  const [logo] = await sql<[Logo]>`
    with saved as (
      insert into lethe.logos (type, width, height, image) values (${type}, ${width}, ${height}, ${image})
      on conflict (only_row) do update set type = excluded.type, width = excluded.width, height = excluded.height,
        image = excluded.image, saved_at = now()
      returning content_hash, width, height
    ), audited as (${audited} from saved)
    select ${LOGO_PATH} || content_hash as path, width, height from saved`;
  return logo;
}

/** Returns whether there was one. */
export async function removeLogo(sql: Sql, adminId: string): Promise<boolean> {
  const rows = await sql`
    with removed as (delete from lethe.logos returning only_row),
      audited as (${auditEntryFragment(sql, { actor: adminId, action: 'logo_removed' })} from removed)
    select only_row from removed`;
  return rows.length === 1;
}

/** Undefined for a picture that is not the logo, or no longer. */
export async function findPicture(
  sql: Sql,
  contentHash: string,
): Promise<Pick<Picture, 'type' | 'image'> | undefined> {
  const [picture] = await sql<Pick<Picture, 'type' | 'image'>[]>`
    select type, image from lethe.logos where content_hash = ${contentHash}`;
  return picture;
}

/** Who runs this Lethe, as pages show it. */
export async function findOperatorOnPages(sql: Sql): Promise<OperatorOnPages> {
  const [operator] = await sql<[OperatorOnPages]>`
    select operator_name as "operatorName", operator_contact as "operatorContact",
      (select jsonb_build_object('path', ${LOGO_PATH} || content_hash, 'width', width, 'height', height) from lethe.logos) as logo
    from lethe.settings`;
  return operator;
}

/** The logo as it stands above letters, with the operator's name. WebP does not: some mail programs show a hole in its place. */
export async function findLetterhead(sql: Sql): Promise<Letterhead | null> {
  const [letterhead] = await sql<Letterhead[]>`
    select type, width, height, image, (select operator_name from lethe.settings) as name
    from lethe.logos where type <> 'image/webp'`;
  return letterhead ?? null;
}
