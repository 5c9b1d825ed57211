import { debounce } from '@solid-primitives/scheduled';
import { createEffect, For, type JSX } from 'solid-js';
import { Field, Select } from './Field.tsx';
import type { Filters } from './filters.ts';
import './filters.css';

const typingPause = 300;

export function FilterBar(props: { children: JSX.Element }) {
  return <div class="filters">{props.children}</div>;
}

/** Picks one value, or all. */
export function FilterSelect<Value extends string>(props: {
  label: string;
  name: string;
  all: string;
  options: readonly { value: Value; label: string }[];
  value: Value | undefined;
  filters: Filters;
  /** Another filter determines this one. */
  disabled?: boolean;
}) {
  return (
    <Select
      label={props.label}
      name={props.name}
      value={props.value ?? ''}
      disabled={props.disabled}
      onChange={(event) => props.filters.pick(props.name, event.currentTarget.value)}
    >
      <option value="" selected={props.value === undefined}>
        {props.all}
      </option>
      <For each={props.options}>
        {(option) => (
          <option value={option.value} selected={props.value === option.value}>
            {option.label}
          </option>
        )}
      </For>
    </Select>
  );
}

/** Searches once the typing pauses, and at once on Enter. */
export function FilterSearch(props: {
  label: string;
  /** What one can search for; screen readers read it out as well. */
  placeholder: string;
  filters: Filters;
}) {
  let field: HTMLInputElement | undefined;
  // The address keeps no trailing blank. The field does, because another word may follow.
  createEffect(() => {
    const words = props.filters.search();
    if (field && field.value.trim() !== words) field.value = words;
  });
  const searchLater = debounce((words: string) => props.filters.setSearch(words), typingPause);
  return (
    <div class="filter-search">
      <Field
        ref={(element) => {
          field = element;
        }}
        label={props.label}
        placeholder={props.placeholder}
        type="search"
        name="search"
        autocomplete="off"
        maxlength={120}
        onInput={(event) => searchLater(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') props.filters.setSearch(event.currentTarget.value);
        }}
      />
    </div>
  );
}
