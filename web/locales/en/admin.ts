export const admin = {
  area: 'Administration',
  clients: 'Clients',
  allClients: 'All Clients',
  personalDataManagement: 'Personal Data Management',
  blacklist: 'Blacklist',
  settings: 'Settings',
  notificationTemplates: 'Notification Templates',
  mailbox: 'Mailbox',
};
