//! What a house sends: letters, and notices by other channels.

use latchkey::{
    mail::outlet::KeptLetter,
    outbox::{Carrier, Spreader},
};

use super::House;

impl House {
    /// True if it tells anybody of events.
    pub(super) fn tells(&self) -> bool {
        self.post.is_some() || !self.pushers.is_empty()
    }

    /// Sends what is due by every channel. Returns how much was sent by others than mail.
    pub async fn pushes(&self) -> usize {
        if let Some(post) = &self.post {
            Spreader.deliver(&self.services).await.unwrap();
            post.deliver(&self.services).await.unwrap();
        }
        self.pushes_beside_mail().await
    }

    /// The same without mail, for which its own workers are waiting.
    pub async fn pushes_beside_mail(&self) -> usize {
        Spreader.deliver(&self.services).await.unwrap();
        let mut sent = 0;
        for pusher in &self.pushers {
            sent += pusher.deliver(&self.services).await.unwrap();
        }
        sent
    }

    /// Sends the letters that are due, and returns those to this address that were kept in place of being sent, the newest first.
    pub async fn letters(&self, email: &str) -> Vec<KeptLetter> {
        let post = self.post.clone().unwrap();
        post.deliver(&self.services).await.unwrap();
        post.kept().unwrap().into_iter().filter(|letter| letter.to == email).collect()
    }
}
