// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {MockDollar} from "../../../contracts/mocks/MockDollar.sol";
import {Redemption, Rules, Terms} from "../../../contracts/prepaid/IPrepaidTypes.sol";
import {IPrepaidVault} from "../../../contracts/prepaid/IPrepaidVault.sol";
import {PrepaidCards} from "../../../contracts/prepaid/PrepaidCards.sol";
import {PrepaidDesk} from "../../../contracts/prepaid/PrepaidDesk.sol";
import {PrepaidFactory} from "../../../contracts/prepaid/PrepaidFactory.sol";
import {PrepaidKeeper} from "../../../contracts/prepaid/PrepaidKeeper.sol";
import {PrepaidVault} from "../../../contracts/prepaid/PrepaidVault.sol";
import {VM} from "./GasVm.sol";

/// @title PrepaidGas
/// @notice Gas of a vault's main operations. Each snapshot is of one call whose accounts and slots are all cold, as they are at the start of
/// a transaction; the transaction's own 21,000 and its calldata are not in it.
contract PrepaidGas {
    uint48 private constant START = 1_893_974_400;
    uint256 private constant KEY = 0x1234;

    address private constant COMPANY = address(0xC0);
    address private constant ANN = address(0xA11CE);
    address private constant BOB = address(0xB0B);
    address private constant SHOP = address(0x5409);
    address private constant PUSHED = address(0x5410);
    address private constant CHARITY = address(0xCA);

    MockDollar private asset;
    PrepaidDesk private desk;
    IPrepaidVault private vault;
    Rules private none;

    function setUp() public {
        VM.warp(START);
        asset = new MockDollar();
        desk = new PrepaidDesk();
        vault = new PrepaidVault(asset, 1 hours, 6, "Prepaid Dollar", "pUSD", address(desk));
        asset.mint(address(this), 1e12);
        asset.approve(address(vault), type(uint256).max);
        // Everybody has had something in the vault, and the pushed one of the asset.
        vault.deposit(1e9, COMPANY);
        vault.deposit(1, SHOP);
        vault.deposit(1, PUSHED);
        vault.deposit(1, CHARITY);
        asset.mint(PUSHED, 1);
        asset.mint(COMPANY, 1);
        VM.prank(PUSHED);
        vault.choosePayout(true);
        VM.prank(CHARITY);
        vault.acceptReturns(COMPANY, true);
        _issue(1, 10);
    }

    // ---- the operations ----

    function test_gas_money() public {
        _cool();
        vault.deposit(100, COMPANY);
        VM.snapshotGasLastCall("deposit, known owner");

        _next(COMPANY);
        vault.withdraw(100, COMPANY);
        VM.snapshotGasLastCall("withdraw");

        _next(COMPANY);
        vault.transfer(SHOP, 100);
        VM.snapshotGasLastCall("transfer, both known");
    }

    function test_gas_issue() public {
        _next(COMPANY);
        vault.issue(2, ANN, false, 100, _at(10));
        VM.snapshotGasLastCall("issue, plain, bucket in use");

        _next(COMPANY);
        vault.issue(3, ANN, false, 100, _at(11));
        VM.snapshotGasLastCall("issue, plain, new bucket");

        _next(COMPANY);
        vault.issueWithRules(4, ANN, false, 100, _at(10), _capped());
        VM.snapshotGasLastCall("issue, with rules, bucket in use");

        _next(COMPANY);
        vault.issueWithRules(5, ANN, false, 100, _at(10), _shared());
        VM.snapshotGasLastCall("issue, shared, new bucket of the other party");

        Rules memory pull = _shared();
        pull.manual = true;
        _next(COMPANY);
        vault.issueWithRules(6, ANN, false, 100, _at(10), pull);
        VM.snapshotGasLastCall("issue, settled by hand");
    }

    function test_gas_redeem() public {
        uint256 id = _issue(2, 10);
        _next(ANN);
        vault.redeem(id, 10, SHOP, 0);
        VM.snapshotGasLastCall("redeem, plain, credited");

        _next(ANN);
        vault.redeem(id, 10, PUSHED, 0);
        VM.snapshotGasLastCall("redeem, plain, pushed");

        _next(ANN);
        vault.redeem(id, 10, SHOP, bytes32(uint256(1)));
        VM.snapshotGasLastCall("redeem, plain, credited, with a reference");

        _next(ANN);
        vault.redeem(id, 10, SHOP, bytes32(uint256(1)));
        VM.snapshotGasLastCall("redeem, repeated");
    }

    function test_gas_redeemWithRules() public {
        uint256 capped = _issueWith(2, 10, _capped());
        Terms memory terms = Terms(_capped(), 0, new bytes32[](0));
        _next(ANN);
        vault.redeemWithRules(capped, 10, SHOP, 0, terms);
        VM.snapshotGasLastCall("redeem, with a cap, first at a merchant");

        _next(ANN);
        vault.redeemWithRules(capped, 10, SHOP, 0, terms);
        VM.snapshotGasLastCall("redeem, with a cap, later");

        uint256 shared = _issueWith(3, 10, _shared());
        terms = Terms(_shared(), 0, new bytes32[](0));
        _next(ANN);
        vault.redeemWithRules(shared, 10, SHOP, 0, terms);
        VM.snapshotGasLastCall("redeem, shared");

        (Rules memory listed, bytes32[] memory proof) = _listed();
        uint256 id = _issueWith(4, 10, listed);
        terms = Terms(listed, 1, proof);
        _next(ANN);
        vault.redeemWithRules(id, 10, SHOP, 0, terms);
        VM.snapshotGasLastCall("redeem, with a proof among 256 merchants");
    }

    function test_gas_signed() public {
        address holder = VM.addr(KEY);
        VM.prank(COMPANY);
        uint256 id = vault.issue(2, holder, true, 100, _at(10));
        Redemption memory redemption = Redemption(id, 10, SHOP, bytes32(uint256(1)), START + 1);
        bytes32 message = keccak256(
            abi.encode(
                keccak256("Redemption(uint256 id,uint96 amount,address merchant,bytes32 ref,uint48 deadline)"),
                redemption
            )
        );
        bytes memory signature = _sign(message);
        Terms memory terms;
        _cool();
        vault.redeemSigned(redemption, terms, abi.encodePacked(holder), signature);
        VM.snapshotGasLastCall("redeem, signed by the key of a link, first");

        signature = _sign(
            keccak256(abi.encode(keccak256("Claim(uint256 id,address receiver,uint48 deadline)"), id, ANN, START + 1))
        );
        _cool();
        vault.claim(id, ANN, START + 1, none, abi.encodePacked(holder), signature);
        VM.snapshotGasLastCall("claim");
    }

    function test_gas_instruments() public {
        uint256 id = _issue(2, 10);
        _next(COMPANY);
        vault.topUp(id, 10, none);
        VM.snapshotGasLastCall("topUp");

        _next(COMPANY);
        vault.extend(id, _at(12), none);
        VM.snapshotGasLastCall("extend, new bucket");

        _next(ANN);
        vault.split(id, 10, BOB, 0, none);
        VM.snapshotGasLastCall("split, plain");

        _next(ANN);
        vault.transferInstrument(id, BOB);
        VM.snapshotGasLastCall("transferInstrument");

        VM.prank(BOB);
        vault.redeem(id, 10, SHOP, bytes32(uint256(1)));
        _next(SHOP);
        vault.refund(id, 5, bytes32(uint256(1)), none);
        VM.snapshotGasLastCall("refund, before the expiry");

        VM.warp(_at(12));
        _next(SHOP);
        vault.refund(id, 5, bytes32(uint256(1)), none);
        VM.snapshotGasLastCall("refund, after the expiry");
    }

    // ---- what comes back ----

    function test_gas_returns() public {
        for (uint96 i = 0; i < 10; ++i) _issue(2 + i, 11 + i);
        VM.prank(COMPANY);
        vault.withdraw(1e9 - 1_100, COMPANY);
        VM.warp(_at(30));
        _cool();
        vault.balanceOf(COMPANY);
        VM.snapshotGasLastCall("balanceOf, 11 lapsed buckets");

        _next(COMPANY);
        vault.withdrawAll(COMPANY);
        VM.snapshotGasLastCall("withdrawAll, 11 lapsed buckets");

        vault.deposit(1, COMPANY);
        _cool();
        vault.balanceOf(COMPANY);
        VM.snapshotGasLastCall("balanceOf, nothing lapsed");
    }

    function test_gas_sweep() public {
        VM.prank(COMPANY);
        vault.chooseSweep(true, 100);
        VM.warp(_at(30));
        address[] memory owners = new address[](1);
        owners[0] = COMPANY;
        _cool();
        vault.sweep(owners, 100, SHOP);
        VM.snapshotGasLastCall("sweep, one owner with one lapsed bucket");
    }

    function test_gas_settle() public {
        Rules memory pull = _shared();
        pull.manual = true;
        uint256 id = _issueWith(2, 10, pull);
        VM.warp(_at(30));
        _next(COMPANY);
        vault.settle(id, pull);
        VM.snapshotGasLastCall("settle, two parties");
    }

    function test_gas_sizes() public {
        VM.snapshotValue("runtime bytes, PrepaidVault", address(vault).code.length);
        VM.snapshotValue("runtime bytes, PrepaidDesk", address(desk).code.length);
        VM.snapshotValue("runtime bytes, PrepaidKeeper", address(new PrepaidKeeper()).code.length);
        address cards = address(new PrepaidCards(vault, "Lapse Prepaid Cards", "CARD"));
        VM.snapshotValue("runtime bytes, PrepaidCards", cards.code.length);
        address factory = address(new PrepaidFactory(address(desk), address(0), address(0)));
        VM.snapshotValue("runtime bytes, PrepaidFactory", factory.code.length);
    }

    // ---- internals ----

    function _cool() private {
        VM.cool(address(vault));
        VM.cool(address(desk));
        VM.cool(address(asset));
    }

    function _next(address caller) private {
        _cool();
        VM.prank(caller);
    }

    function _at(uint256 hour) private pure returns (uint48) {
        return uint48(START + hour * 1 hours);
    }

    function _issue(uint96 number, uint256 hour) private returns (uint256 id) {
        VM.prank(COMPANY);
        return vault.issue(number, ANN, false, 100, _at(hour));
    }

    function _issueWith(uint96 number, uint256 hour, Rules memory rules) private returns (uint256 id) {
        VM.prank(COMPANY);
        return vault.issueWithRules(number, ANN, false, 100, _at(hour), rules);
    }

    function _capped() private pure returns (Rules memory rules) {
        rules.cap = 50;
    }

    function _shared() private pure returns (Rules memory rules) {
        (rules.returnTo, rules.returnBps) = (CHARITY, 5_000);
    }

    /// A list of 256 merchants, all but the first leaf made up: eight neighbours on the way to its root.
    function _listed() private pure returns (Rules memory rules, bytes32[] memory proof) {
        bytes32 node = keccak256(bytes.concat(keccak256(abi.encode(SHOP, uint8(1)))));
        proof = new bytes32[](8);
        for (uint256 i = 0; i < 8; ++i) {
            proof[i] = keccak256(abi.encode(i));
            node = node < proof[i] ? keccak256(bytes.concat(node, proof[i])) : keccak256(bytes.concat(proof[i], node));
        }
        rules.merchants = node;
        rules.categories = 2;
    }

    function _sign(bytes32 message) private returns (bytes memory) {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("Lapse Prepaid"),
                keccak256("1"),
                block.chainid,
                address(vault)
            )
        );
        (uint8 v, bytes32 r, bytes32 s) = VM.sign(KEY, keccak256(abi.encodePacked(hex"1901", domain, message)));
        return abi.encodePacked(r, s, v);
    }
}
