import type { ComponentProps } from 'solid-js';
import { OperatorLogo } from '../OperatorLogo.tsx';
import { Standalone } from '../ui/Standalone.tsx';

/** A page for people who are not signed in: whoever is asked for a password must see who asks. */
export function AccountPage(props: Omit<ComponentProps<typeof Standalone>, 'logo'>) {
  return <Standalone {...props} logo={<OperatorLogo place="head" />} />;
}
