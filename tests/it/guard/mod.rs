//! The guard between raw sockets: what of a client's bytes reaches an application, and what of its answer comes back.
mod failing;
mod http2;
mod hyper_alone;
mod lab;
mod passing;
mod shapes;
mod streaming;
mod websocket;
mod whole;
