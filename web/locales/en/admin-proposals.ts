import { PROPOSAL_DAYS } from '../../../server/values/limits-and-periods.ts';

/** Which administrator looks after a request. */
export const assignment = {
  title: 'Assigned To',
  nobody: 'Nobody',
  me: '{{ name }} (you)',
  takeOver: 'Take over',
  giveBack: 'Give back',
  assign: 'Assign to',
  done: 'Saved. Anybody who may decide still can.',
  filter: 'Assigned',
  anybody: 'All requests',
  mine: 'To me',
};

/** Decisions that one administrator proposes and another approves. */
export const proposals = {
  title: 'Proposed decision',
  toApprove: {
    one: '{{ count }} proposed decision waits for your approval',
    other: '{{ count }} proposed decisions wait for your approval',
  },
  toApproveText: `Look at what will happen, then approve or decline. A proposal ends after ${PROPOSAL_DAYS} days.`,
  show: 'Show them',
  badge: 'Waits for approval',
  filter: 'Approval',
  anyApproval: 'All requests',
  waiting: 'Waiting for approval',
  needed: `This needs a second approval: another administrator must approve your proposal within ${PROPOSAL_DAYS} days. Until then nothing happens to the data.`,
  propose: {
    block: 'Propose to block the account',
    star: { one: 'Propose to star out {{ count }} row', other: 'Propose to star out {{ count }} rows' },
    destroy: { one: 'Propose to destroy {{ count }} row', other: 'Propose to destroy {{ count }} rows' },
    refuse: 'Propose to refuse the request',
  },
  proposed: 'Proposed. The other administrators who may decide get a message.',
  proposedBy: 'Proposed By',
  approvedBy: 'Approved By',
  asProposed: 'As proposed',
  on: '{{ name }}, {{ date }}',
  expires: 'Ends',
  outcome: 'Outcome',
  none: 'Nothing',
  notify: 'Send Notification',
  yes: 'Yes',
  no: 'No',
  approve: {
    block: 'Approve: block the account',
    star: { one: 'Approve: star out {{ count }} row', other: 'Approve: star out {{ count }} rows' },
    destroy: { one: 'Approve: destroy {{ count }} row', other: 'Approve: destroy {{ count }} rows' },
    refuse: 'Approve: refuse the request',
  },
  decline: 'Decline',
  declined: 'The proposal is declined. The request waits for a decision.',
  withdraw: 'Withdraw the proposal',
  withdrawn: 'Your proposal is withdrawn. The request waits for a decision.',
  ownTitle: 'You proposed this decision',
  own: 'Another administrator must approve it. If the data stored about this person changes, you must propose again.',
  others: 'A proposed decision waits for the approval of an administrator who may decide.',
  outdatedTitle: 'The proposal is outdated',
  outdated:
    '{{ name }} proposed on {{ date }}: {{ outcome }}. Since then, data of this person has been added, changed or removed, so it cannot be approved. Look at the data, then propose again.',
  setting: 'Second approval',
  settingHint:
    'One administrator proposes, another approves exactly what the first saw. At least two must be owners or officers. Decisions that Lethe makes by automatic processing need no approval, but Lethe makes none while a proposal waits.',
  aloneTitle: 'Nobody could approve',
  alone:
    'Only one member of the team may decide, and nobody approves their own proposal. Until there is a second owner or officer, no decision that needs a second approval can be made.',
  aloneNext: 'Invite an owner or an officer under Settings › Team',
  aloneThen:
    'Second approval is on, and after this only one member may decide. Until there is a second owner or officer, no decision that needs a second approval can be made.',
  settings: {
    off: 'Off',
    destroy: 'For Destroy Data',
    every: 'For every outcome',
  },
};
