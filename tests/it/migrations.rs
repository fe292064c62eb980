//! What a migration does to what people have.

use std::time::Duration;

use crate::support::House;

/// 0008: a sigma at the end of a word is the same letter.
#[tokio::test]
async fn addresses_with_a_final_sigma_are_found_afterwards_and_none_is_lost() {
    let house = House::open().await;
    house.newcomer("Ada").see("/").await.shows();
    // The database as the version before left it.
    house.sql("DELETE FROM _sqlx_migrations WHERE version = 8").await;
    for (number, email) in
        ["ας@example.com", "ada@example.com", "σς@example.com", "σσ@example.com", "ςσ@example.com"].iter().enumerate()
    {
        house
            .sql(&format!(
                "INSERT INTO accounts (id, email, name, password_hash, created_at)
                 VALUES ('00000000-0000-4000-8000-00000000000{number}', '{email}', 'Ada', 'x', 0)"
            ))
            .await;
    }
    house.beside(Duration::ZERO).await.newcomer("Ada").see("/").await.shows();
    // Those that would be one address stay as they are: nobody loses an account.
    assert_eq!(
        house.column("SELECT email FROM accounts ORDER BY id").await,
        ["ασ@example.com", "ada@example.com", "σς@example.com", "σσ@example.com", "ςσ@example.com"]
    );
}

#[tokio::test]
async fn a_greek_address_is_found_however_it_is_typed() {
    let house = House::open().await;
    let ada = house.newcomer("Ada");
    let typed = |local: &str| format!("{local}.{}", ada.email);
    let fields = [("name", "Ada"), ("email", &*typed("ΟΔΥΣΣΕΥΣ")), ("password", &*ada.password)];
    ada.submit("/ui/register", &fields).await.leads_to("/account");
    for spelling in ["οδυσσευς", "Οδυσσευσ", "ΟΔΥΣΣΕΥΣ"] {
        let fields = [("email", &*typed(spelling)), ("password", &*ada.password)];
        ada.elsewhere().submit("/ui/sign_in", &fields).await.leads_to("/account");
    }
}
