//! The words of access and its decisions, pure.

pub mod actor;
pub mod api_key;
pub mod attempt;
pub mod audit;
pub mod brake;
pub mod declared_key;
pub mod device;
pub mod email;
pub mod grant;
pub mod known_browser;
pub mod local_path;
pub mod login;
pub mod password;
pub mod permission;
pub mod person_name;
pub mod quota;
pub mod recovery;
pub mod role;
pub mod scope;
pub mod second_factor;
pub mod secret;
pub mod service_account;
pub mod session;
pub mod token;
pub mod user;
